package dev.weft.benchmarks;

import static dev.weft.benchmarks.Measure.RATE;

/**
 * Two contenders of a case by one measure, and what is aimed at.
 *
 * @param bar the ratio to reach: at least, where more is better, and at most otherwise
 */
record Comparison(Measure measure, Entrant ours, Entrant theirs, double bar) {

  static Comparison ofRates(Entrant ours, Entrant theirs, double bar) {
    return new Comparison(RATE, ours, theirs, bar);
  }

  boolean isReached(double ratio) {
    return measure.moreIsBetter ? ratio >= bar : ratio <= bar;
  }
}
