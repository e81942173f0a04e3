package dev.weft.benchmarks;

/** One way to do a task; it lives in a JVM of its own and does it again and again. */
interface Contender extends AutoCloseable {

  /** Does the task once. */
  Sample run(Task task) throws Exception;

  @Override
  void close() throws Exception;
}
