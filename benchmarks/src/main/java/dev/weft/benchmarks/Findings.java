package dev.weft.benchmarks;

import java.io.PrintStream;

/**
 * Prints how contenders compare, and whether that is what is aimed at.
 *
 * @param busy whether the machine did other things too
 */
record Findings(PrintStream out, boolean busy) {

  void print(Result result) {
    out.println();
    result.of().comparisons().stream().filter(result::has).forEach(one -> print(one, result));
    result.of().limits().stream()
        .filter(one -> result.has(one.entrant(), one.measure()))
        .forEach(one -> print(one, result));
  }

  private void print(Comparison one, Result result) {
    Series ratio = result.ratio(one);
    String aim = one.hasBar() ? aim(one.measure(), one.bar(), one.finding(ratio)) : "";
    out.printf(
        "- %s, %s over %s: **%s**%s%n",
        one.measure().title, one.ours().title, one.theirs().title, ratio, aim);
  }

  private void print(Limit one, Result result) {
    Series measured = result.series(one.entrant(), one.measure());
    out.printf(
        "- %s, %s: **%s**%s%n",
        one.measure().title,
        one.entrant().title,
        measured,
        aim(one.measure(), one.bar(), one.finding(measured, busy)));
  }

  private static String aim(Measure measure, double bar, Finding finding) {
    return "; aim %s %s: %s"
        .formatted(measure.moreIsBetter ? "at least" : "at most", Series.text(bar), finding.title);
  }
}
