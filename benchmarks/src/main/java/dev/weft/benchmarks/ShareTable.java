package dev.weft.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Objects;

/** Prints which threads were woken and ran: the medians of the runs. */
record ShareTable(PrintStream out) {

  void print(Result result) {
    List<ThreadRole> roles =
        result.samples().values().stream()
            .flatMap(List::stream)
            .flatMap(one -> one.shares().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    if (roles.isEmpty()) {
      return;
    }
    String each = result.measures().contains(Measure.CORES) ? "second" : "message";
    out.printf("%n| wake-ups, client CPU in µs, for each %s |", each);
    roles.forEach(role -> out.print(" " + role.title + " |"));
    out.print("\n| --- |");
    roles.forEach(role -> out.print(" ---: |"));
    out.println();
    result
        .samples()
        .forEach(
            (title, samples) -> {
              out.print("| " + title + " |");
              roles.forEach(role -> out.print(" " + cell(samples, role) + " |"));
              out.println();
            });
  }

  private static String cell(List<Sample> samples, ThreadRole role) {
    List<Share> shares =
        samples.stream().map(one -> one.shares().get(role)).filter(Objects::nonNull).toList();
    if (shares.isEmpty()) {
      return "";
    }
    var wakeUps = new Series(shares.stream().map(Share::wakeUps).toList());
    var micros = new Series(shares.stream().map(Share::micros).toList());
    return Series.text(wakeUps.median()) + ", " + Series.text(micros.median());
  }
}
