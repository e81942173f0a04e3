package dev.weft.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Prints which threads were woken and ran for a message: the medians of the runs. */
record ShareTable(PrintStream out) {

  void print(Result result) {
    List<ThreadRole> roles =
        samples(result).flatMap(one -> one.shares().keySet().stream()).distinct().sorted().toList();
    if (roles.isEmpty()) {
      return;
    }
    out.print("\n| wake-ups and client CPU by thread, µs/msg |");
    roles.forEach(role -> out.print(" " + role.title + " |"));
    out.print("\n| --- |");
    roles.forEach(role -> out.print(" ---: |"));
    out.println();
    for (Entrant entrant : result.of().entrants()) {
      List<Sample> samples = result.samples().getOrDefault(entrant, List.of());
      out.print("| " + entrant.title + " |");
      roles.forEach(role -> out.print(" " + text(samples, role) + " |"));
      out.println();
    }
  }

  private static String text(List<Sample> samples, ThreadRole role) {
    List<Share> shares =
        samples.stream().map(one -> one.shares().get(role)).filter(Objects::nonNull).toList();
    if (shares.isEmpty()) {
      return "";
    }
    var wakeUps = new Series(shares.stream().map(Share::wakeUps).toList());
    var micros = new Series(shares.stream().map(Share::micros).toList());
    return Series.text(wakeUps.median()) + ", " + Series.text(micros.median());
  }

  private static Stream<Sample> samples(Result result) {
    return result.samples().values().stream().flatMap(List::stream);
  }
}
