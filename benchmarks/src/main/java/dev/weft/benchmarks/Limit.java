package dev.weft.benchmarks;

/**
 * What a contender may cost, whatever another one does.
 *
 * @param bar at most, or at least where more is better
 */
record Limit(Measure measure, Entrant entrant, double bar) {

  /** What several measurements say of it. */
  Finding finding(Series measured) {
    return Finding.of(measured, bar, measure.moreIsBetter);
  }
}
