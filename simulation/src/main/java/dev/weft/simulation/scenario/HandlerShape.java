package dev.weft.simulation.scenario;

import java.time.Duration;

/** The configuration of one handler. */
public record HandlerShape(
    String name,
    Dispatching dispatching,
    Delivering delivering,
    Retrying retrying,
    Limiting limiting) {

  /** In which order messages are handled. */
  public enum Order {
    NONE,
    /** By key, one replica at work. */
    KEY,
    /** By key, the partitions shared by the replicas. */
    PARTITIONS
  }

  /**
   * On how many threads and in which order.
   *
   * @param batch the size of a batch; 0 for a handler of single messages
   * @param linger how long the first message of a batch waits for others
   */
  public record Dispatching(Order order, int concurrency, int batch, Duration linger) {}

  /**
   * How messages come and how they are settled.
   *
   * @param pullBatch 0 for {@code mode = push}
   */
  public record Delivering(
      int pullBatch, boolean manual, boolean confirm, Duration ackWait, int maxAckPending) {}

  /** What follows a failure. */
  public record Retrying(
      int attempts, Duration first, Duration longest, boolean scheduled, Exhausted exhausted) {}

  /** What follows the last attempt. */
  public enum Exhausted {
    DEAD_LETTER("dead-letter"),
    PARK_KEY("park-key"),
    STOP("stop");

    private final String word;

    Exhausted(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * What holds a handler back.
   *
   * @param rate messages a second; 0 for no rate
   * @param shared the rate of a limit that both handlers share; 0 for none
   */
  public record Limiting(
      Duration timeout, int rate, int shared, boolean breaker, boolean middleware) {}

  /** Whether messages of one key are handled in their order. */
  public boolean isKeyed() {
    return dispatching.order() != Order.NONE;
  }

  /** Whether it is called with several messages. */
  public boolean isBatch() {
    return dispatching.batch() > 0;
  }

  /** Whether it handles one message at a time in the stream's order. */
  public boolean isSerial() {
    return !isKeyed() && !isBatch() && dispatching.concurrency() == 1;
  }

  /** Its consumers. */
  public java.util.List<String> consumers() {
    return dispatching.order() == Order.PARTITIONS
        ? java.util.stream.IntStream.range(0, Shape.PARTITIONS)
            .mapToObj(i -> name + "-" + i)
            .toList()
        : java.util.List.of(name);
  }
}
