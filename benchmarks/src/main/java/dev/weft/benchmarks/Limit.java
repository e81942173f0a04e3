package dev.weft.benchmarks;

/**
 * What a contender may cost, whatever another one does.
 *
 * @param bar at most, or at least where more is better
 */
record Limit(Measure measure, Entrant entrant, double bar) {

  /**
   * What several measurements say of it.
   *
   * @param busy whether the machine does other things too. It hits both sides of a ratio, but here
   *     there is one
   */
  Finding finding(Series measured, boolean busy) {
    return busy && !measure.isSteady()
        ? Finding.UNSETTLED
        : Finding.of(measured, bar, measure.moreIsBetter);
  }
}
