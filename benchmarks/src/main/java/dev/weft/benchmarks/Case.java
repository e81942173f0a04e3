package dev.weft.benchmarks;

import static dev.weft.benchmarks.Entrant.*;
import static io.nats.client.api.StorageType.File;
import static io.nats.client.api.StorageType.Memory;

import java.util.List;
import java.util.stream.Stream;

/**
 * A question: who does the same work, and how do they compare?
 *
 * @param name for the command line
 * @param title for the table
 * @param stock what they work on
 * @param once whether each run has a new JVM
 * @param entrants who takes part
 * @param comparisons who is set beside whom
 */
record Case(
    String name,
    String title,
    Stock stock,
    boolean once,
    List<Entrant> entrants,
    List<Comparison> comparisons) {

  private static final Stock SMALL = Stock.filled(Memory, 128);
  private static final Stock EMPTY = Stock.empty(128);

  /** The push loop with larger messages and messages on disk. */
  static final List<Case> SIZES =
      List.of(
          defaults("push-1k", "1 KiB, memory store", Stock.filled(Memory, 1024)),
          defaults("push-file", "128 B, file store", Stock.filled(File, 128)),
          defaults("push-file-1k", "1 KiB, file store", Stock.filled(File, 1024)));

  /** Every way to work, with small messages. */
  static final List<Case> WAYS =
      List.of(
          push("push", "128 B, memory store", SMALL),
          of(
              "pull",
              "One at a time, pull loop",
              SMALL,
              Comparison.ofRates(WEFT_PULL, RAW_FETCH_ONE, 1.0),
              Comparison.ofRates(WEFT_PULL_BATCH, RAW_FETCH, 1.0),
              Comparison.ofRates(WEFT_FETCH, RAW_FETCH, 1.0)),
          of(
              "concurrent",
              "1,000 at once, no work",
              SMALL,
              Comparison.ofRates(WEFT_CONCURRENT, RAW_THREADS, 1.05)),
          of(
              "concurrent-wait",
              "1,000 at once, each waits 5 ms",
              SMALL,
              Comparison.ofRates(WEFT_CONCURRENT_WAIT, RAW_THREADS_WAIT, 1.0),
              Comparison.ofRates(WEFT_CONCURRENT_WAIT, RAW_CONSUME_WAIT, 300)),
          of("keyed", "In order by key", SMALL, Comparison.ofRates(WEFT_KEYED, RAW_CONSUME, 0.9)),
          of(
              "telemetry",
              "Messages with trace context; a tenth of the traces recorded, metrics on",
              Stock.traced(128),
              Comparison.ofRates(WEFT_TRACED, WEFT_PUSH, 0.8)),
          of(
              "publish",
              "Publish, one at a time",
              EMPTY,
              Comparison.ofRates(WEFT_PUBLISH, RAW_PUBLISH, 1.0)),
          of(
              "publish-threads",
              "Publish from 1,000 virtual threads",
              EMPTY,
              Comparison.ofRates(WEFT_PUBLISH_THREADS, RAW_PUBLISH_THREADS, 1.2)),
          of(
              "publish-async",
              "Publish, 1,000 unanswered",
              EMPTY,
              Comparison.ofRates(WEFT_PUBLISH_ASYNC, RAW_PUBLISH_ASYNC, 0.97),
              Comparison.ofRates(WEFT_PUBLISH_ASYNC, RAW_PUBLISH_ASYNC_BARE, 0.97)),
          of(
              "latency",
              "From publish to handler, 2,000 messages per second",
              EMPTY,
              new Comparison(Measure.P50, WEFT_LATENCY, RAW_LATENCY, 1.0),
              new Comparison(Measure.P99, WEFT_LATENCY, RAW_LATENCY, 1.0)),
          new Case(
              "start",
              "From nothing to the first message handled",
              SMALL,
              true,
              List.of(WEFT_FIRST, RAW_FIRST),
              List.of()));

  /** What jnats comes to in other ways: how much of an aim is in reach. */
  static final List<Case> LIMITS =
      List.of(
          of(
              "push-limit",
              "One at a time, and what is not decoded",
              SMALL,
              Comparison.ofRates(WEFT_PUSH, RAW_CONSUME_BEST, 0),
              Comparison.ofRates(RAW_UNREAD, RAW_CONSUME_BEST, 0)),
          of(
              "latency-limit",
              "From publish to handler, and by hand on a virtual thread",
              EMPTY,
              new Comparison(Measure.P50, WEFT_LATENCY, RAW_LATENCY, 0),
              new Comparison(Measure.P50, RAW_LATENCY_VIRTUAL, RAW_LATENCY, 0),
              new Comparison(Measure.P99, WEFT_LATENCY, RAW_LATENCY, 0),
              new Comparison(Measure.P99, RAW_LATENCY_VIRTUAL, RAW_LATENCY, 0)));

  private static Case push(String name, String what, Stock stock) {
    return of(
        name,
        "One at a time, " + what,
        stock,
        Comparison.ofRates(WEFT_PUSH, RAW_CONSUME, 1.3),
        Comparison.ofRates(WEFT_PUSH, RAW_CONSUME_BEST, 1.05));
  }

  private static Case defaults(String name, String what, Stock stock) {
    return of(
        name, "One at a time, " + what, stock, Comparison.ofRates(WEFT_PUSH, RAW_CONSUME, 1.3));
  }

  private static Case of(String name, String title, Stock stock, Comparison... comparisons) {
    List<Comparison> all = List.of(comparisons);
    return new Case(
        name,
        title,
        stock,
        false,
        all.stream().flatMap(one -> Stream.of(one.ours(), one.theirs())).distinct().toList(),
        all);
  }
}
