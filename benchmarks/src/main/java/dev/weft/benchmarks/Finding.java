package dev.weft.benchmarks;

/** Whether an aim is held, as far as several measurements of the same can say. */
enum Finding {
  HELD("held"),
  MISSED("missed"),
  /** There are too few measurements, or they lie on both sides of the aim. */
  UNSETTLED("not settled");

  /** Five pairs that all say the same do so by chance in one case out of 16. */
  static final int FEWEST = 5;

  final String title;

  Finding(String title) {
    this.title = title;
  }

  /**
   * Of measurements, an aim, and which side of it is the better one. The aim itself counts as held.
   */
  static Finding of(Series measured, double bar, boolean moreIsBetter) {
    if (measured.values().size() < FEWEST) {
      return UNSETTLED;
    }
    Series.Interval median = measured.medianWithin();
    boolean allHold = moreIsBetter ? median.least() >= bar : median.most() <= bar;
    boolean allMiss = moreIsBetter ? median.most() < bar : median.least() > bar;
    return allHold ? HELD : allMiss ? MISSED : UNSETTLED;
  }
}
