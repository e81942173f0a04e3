package dev.weft.benchmarks;

/** A way to take messages from a stream, decode them, have a job done and acknowledge them. */
interface Subscription {

  /**
   * Begins.
   *
   * @return ends it
   */
  AutoCloseable begin(Task task) throws Exception;
}
