package dev.weft.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints results as tables in Markdown, and writes them as JSON. */
final class Report {

  private final PrintStream out;
  private final String machine;
  private final List<Object> cases = new ArrayList<>();

  Report(PrintStream out, String serverVersion) {
    this.out = out;
    this.machine =
        String.format(
            Locale.ROOT,
            "%d cores, %s %s, JDK %s, nats-server %s, load average %.2f",
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version(),
            serverVersion,
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    out.println(machine);
  }

  void add(Result result) {
    table(result);
    new ShareTable(out).print(result);
    ratios(result);
    cases.add(json(result));
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
    measures.forEach(measure -> out.print(" --- |"));
    out.println();
    for (Entrant entrant : result.of().entrants()) {
      out.print("| " + entrant.title + " |");
      measures.forEach(measure -> out.print(" " + result.series(entrant, measure) + " |"));
      out.println();
    }
  }

  private void ratios(Result result) {
    if (!result.of().comparisons().isEmpty()) {
      out.println();
    }
    for (Comparison one : result.of().comparisons()) {
      Series ratio = result.ratio(one);
      out.printf(
          "- %s, %s over %s: **%s**%s%n",
          one.measure().title,
          one.ours().title,
          one.theirs().title,
          ratio,
          one.hasBar() ? "; aim " + aim(one, ratio) : "");
    }
  }

  private static String aim(Comparison one, Series ratio) {
    return (one.measure().moreIsBetter ? "at least " : "at most ")
        + Series.text(one.bar())
        + ": "
        + one.finding(ratio).title;
  }

  private static Map<String, Object> json(Result result) {
    Map<String, Object> contenders = new LinkedHashMap<>();
    result.samples().forEach((entrant, samples) -> contenders.put(entrant.title, values(samples)));
    List<Map<String, Object>> ratios =
        result.of().comparisons().stream()
            .map(
                one ->
                    Map.<String, Object>of(
                        "measure", one.measure().title,
                        "ours", one.ours().title,
                        "theirs", one.theirs().title,
                        "ratio", result.ratio(one).median(),
                        "aim", one.bar()))
            .toList();
    return Map.of("name", result.of().name(), "contenders", contenders, "ratios", ratios);
  }

  private static List<Map<String, Double>> values(List<Sample> samples) {
    return samples.stream()
        .map(
            sample -> {
              Map<String, Double> values = new LinkedHashMap<>();
              sample.values().forEach((measure, value) -> values.put(measure.title, value));
              return values;
            })
        .toList();
  }
}
