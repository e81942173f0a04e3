package dev.weft.benchmarks;

/** How the runs of a case go. */
enum Conduct {

  /** One JVM for all runs of a contender, warm. */
  WARM,
  /** Each run in a new JVM. */
  COLD,
  /** The same, and the requests of its start are counted. */
  START,
  /** The same, after an earlier JVM has made the consumers. */
  START_AGAIN;

  boolean isCold() {
    return this != WARM;
  }

  boolean isStart() {
    return this == START || this == START_AGAIN;
  }
}
