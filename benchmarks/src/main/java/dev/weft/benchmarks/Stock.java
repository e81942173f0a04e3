package dev.weft.benchmarks;

import io.nats.client.api.StorageType;

/**
 * What is in the stream that a case works on.
 *
 * @param storage where the server keeps it
 * @param bytes how long a message is
 */
record Stock(StorageType storage, int bytes, Content content) {

  /** Which messages are there, or come. */
  sealed interface Content {

    /**
     * As many as the race has, put there once for all runs.
     *
     * @param traced whether they carry a trace context and an id, as what Weft publishes does
     */
    record Waiting(boolean traced) implements Content {}

    /** None; what a run has left is deleted before the next. */
    record None() implements Content {}

    /** None, and so many a second are published during a run. */
    record Coming(int pace) implements Content {}

    /** One for each of so many subjects, put there anew for each run. */
    record OneEach(int subjects) implements Content {}
  }

  static Stock filled(StorageType storage, int bytes) {
    return new Stock(storage, bytes, new Content.Waiting(false));
  }

  static Stock traced(int bytes) {
    return new Stock(StorageType.Memory, bytes, new Content.Waiting(true));
  }

  static Stock empty(int bytes) {
    return new Stock(StorageType.Memory, bytes, new Content.None());
  }

  static Stock paced(int bytes, int pace) {
    return new Stock(StorageType.Memory, bytes, new Content.Coming(pace));
  }

  static Stock oneEach(int bytes, int subjects) {
    return new Stock(StorageType.Memory, bytes, new Content.OneEach(subjects));
  }

  boolean isFilled() {
    return content instanceof Content.Waiting;
  }

  /** How many messages a second come during a run; 0 for none. */
  int pace() {
    return content instanceof Content.Coming(int pace) ? pace : 0;
  }
}
