package dev.weft.benchmarks;

import static dev.weft.benchmarks.Measure.RATE;

/**
 * Two contenders of a case by one measure, and what is aimed at.
 *
 * @param bar the ratio to reach: at least, where more is better, and at most otherwise; 0 if it is
 *     only to be known
 */
record Comparison(Measure measure, Entrant ours, Entrant theirs, double bar) {

  static Comparison by(Measure measure, Entrant ours, Entrant theirs, double bar) {
    return new Comparison(measure, ours, theirs, bar);
  }

  static Comparison ofRates(Entrant ours, Entrant theirs, double bar) {
    return new Comparison(RATE, ours, theirs, bar);
  }

  boolean hasBar() {
    return bar > 0;
  }

  /** What the pairs' ratios say of the aim. */
  Finding finding(Series ratios) {
    return Finding.of(ratios, bar, measure.moreIsBetter);
  }
}
