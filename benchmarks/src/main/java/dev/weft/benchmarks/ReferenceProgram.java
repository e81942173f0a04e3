package dev.weft.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client in another language, by a program that is not part of this project: a line to look at,
 * without an aim. docs/performance.md says what it is called with, and what it prints.
 *
 * @param title for the table
 * @param program to run
 */
record ReferenceProgram(String title, Path program) {

  /** The cases that there may be a program for. */
  static final Set<String> WORK =
      Set.of("push", "concurrent-wait", "pace-200", "pace-2000", "pace-20000", "publish");

  private static final Map<String, String> VARIABLES =
      Map.of("NATS_GO_BENCH", "nats.go", "GOFLUX_BENCH", "goflux");
  private static final Map<Measure, String> KEYS =
      Map.of(
          Measure.RATE, "rate",
          Measure.CLIENT_CPU, "cpu_us",
          Measure.WAKE_UPS, "wake_ups",
          Measure.P50, "p50_us",
          Measure.P99, "p99_us");

  /** Those that the environment names. */
  static List<ReferenceProgram> of(Map<String, String> environment) {
    List<ReferenceProgram> programs = new ArrayList<>();
    VARIABLES.forEach(
        (variable, title) -> {
          String program = environment.get(variable);
          if (program != null) {
            programs.add(new ReferenceProgram(title, Path.of(program)));
          }
        });
    programs.sort(Comparator.comparing(ReferenceProgram::title).reversed());
    return programs;
  }

  /**
   * Runs it once; blocks until it ends.
   *
   * @param work what it is to do, the name of the case
   */
  Sample run(String work, Place place, Task task) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                work,
                place.url(),
                task.stream(),
                task.consumer(),
                String.valueOf(task.seconds()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(
          "%s %s: exit code %d; expected 0 and one line of JSON, and there was %s"
              .formatted(program, work, process.exitValue(), printed));
    }
    return sample(new ObjectMapper().readTree(printed));
  }

  private static Sample sample(JsonNode answer) {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    KEYS.forEach(
        (measure, key) -> {
          if (answer.has(key)) {
            values.put(measure, answer.get(key).asDouble());
          }
        });
    return new Sample(values);
  }
}
