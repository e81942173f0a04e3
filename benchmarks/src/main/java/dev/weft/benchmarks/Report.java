package dev.weft.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints results as tables in Markdown, and writes them as JSON. */
final class Report {

  private final PrintStream out;
  private final String machine;
  private final boolean busy;
  private final List<Object> cases = new ArrayList<>();

  Report(PrintStream out, String serverVersion) {
    this.out = out;
    int cores = Runtime.getRuntime().availableProcessors();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    this.busy = load > cores;
    this.machine =
        String.format(
            Locale.ROOT,
            "%d cores, %s %s, JDK %s, nats-server %s, load average %.2f",
            cores,
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version(),
            serverVersion,
            load);
    out.println(machine);
    if (busy) {
      out.println("the machine is busy: no verdict on cores and wake-ups by themselves");
    }
    if (ThreadCosts.of(ProcessHandle.current().pid()).isEmpty()) {
      out.println("wake-ups are not measured: there is no /proc");
    }
  }

  void add(Result result) {
    table(result);
    new ShareTable(out).print(result);
    new Findings(out, busy).print(result);
    cases.add(ResultJson.of(result));
  }

  /** Writes all that was added. */
  void write(Path file) throws IOException {
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(file.toFile(), Map.of("machine", machine, "cases", cases));
  }

  private void table(Result result) {
    List<Measure> measures = result.measures();
    out.printf("%n### %s (`%s`)%n%n", result.of().title(), result.of().name());
    out.print("| |");
    measures.forEach(measure -> out.print(" " + measure.title + " |"));
    out.print("\n| --- |");
    measures.forEach(measure -> out.print(" ---: |"));
    out.println();
    result
        .samples()
        .forEach(
            (title, samples) -> {
              out.print("| " + title + " |");
              measures.forEach(measure -> out.print(" " + cell(samples, measure) + " |"));
              out.println();
            });
  }

  private static String cell(List<Sample> samples, Measure measure) {
    return samples.stream().allMatch(sample -> sample.has(measure))
        ? Series.of(samples, measure).toString()
        : "";
  }
}
