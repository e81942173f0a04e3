package dev.weft.benchmarks;

import static dev.weft.benchmarks.Comparison.by;
import static dev.weft.benchmarks.Comparison.ofRates;
import static dev.weft.benchmarks.Entrant.*;
import static dev.weft.benchmarks.Measure.CLIENT_CPU;
import static dev.weft.benchmarks.Measure.P50;
import static dev.weft.benchmarks.Measure.P99;
import static dev.weft.benchmarks.Measure.WAKE_UPS;
import static io.nats.client.api.StorageType.File;
import static io.nats.client.api.StorageType.Memory;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All cases, and their aims: those of speed here, those of cost in {@link CostCases}. */
final class Cases {

  private static final Stock SMALL = Stock.filled(Memory, 128);
  private static final Stock EMPTY = Stock.empty(128);

  /** The push loop with larger messages and messages on disk. */
  private static final List<Case> SIZES =
      List.of(
          defaults("push-1k", "1 KiB, memory store", Stock.filled(Memory, 1024)),
          defaults("push-file", "128 B, file store", Stock.filled(File, 128)),
          defaults("push-file-1k", "1 KiB, file store", Stock.filled(File, 1024)));

  /** Every way to work, with small messages. */
  private static final List<Case> WAYS =
      List.of(
          Case.of(
              "push",
              "One at a time, 128 B, memory store",
              SMALL,
              ofRates(WEFT_PUSH, RAW_CONSUME, 1.3),
              ofRates(WEFT_PUSH, RAW_CONSUME_BEST, 1.05),
              by(CLIENT_CPU, WEFT_PUSH, RAW_CONSUME, 0.75),
              by(CLIENT_CPU, WEFT_PUSH, RAW_CONSUME_BEST, 0.9)),
          Case.of(
              "pull",
              "One at a time, pull loop",
              SMALL,
              ofRates(WEFT_PULL, RAW_FETCH_ONE, 1.0),
              ofRates(WEFT_PULL_BATCH, RAW_FETCH, 1.0),
              ofRates(WEFT_FETCH, RAW_FETCH, 1.0)),
          Case.of(
              "concurrent",
              "1,000 at once, no work",
              SMALL,
              ofRates(WEFT_CONCURRENT, RAW_THREADS, 1.05)),
          Case.of(
              "concurrent-wait",
              "1,000 at once, each waits 5 ms, max_ack_pending 2,000",
              SMALL,
              ofRates(WEFT_CONCURRENT_WAIT, RAW_THREADS_WAIT, 1.0),
              by(CLIENT_CPU, WEFT_CONCURRENT_WAIT, RAW_THREADS_WAIT, 1.05),
              ofRates(WEFT_CONCURRENT_WAIT, RAW_CONSUME_WAIT, 300)),
          Case.of("keyed", "In order by key", SMALL, ofRates(WEFT_KEYED, RAW_CONSUME, 0.9)),
          Case.of(
              "telemetry",
              "Messages with trace context; a tenth of the traces recorded, metrics on",
              Stock.traced(128),
              ofRates(WEFT_TRACED, WEFT_PUSH, 0.8)),
          Case.of(
              "publish",
              "Publish, one at a time",
              EMPTY,
              ofRates(WEFT_PUBLISH, RAW_PUBLISH, 1.0),
              by(CLIENT_CPU, WEFT_PUBLISH, RAW_PUBLISH, 1.0)),
          Case.of(
              "publish-threads",
              "Publish from 1,000 virtual threads",
              EMPTY,
              ofRates(WEFT_PUBLISH_THREADS, RAW_PUBLISH_THREADS, 1.2)),
          Case.of(
              "publish-async",
              "Publish, 1,000 unanswered",
              EMPTY,
              ofRates(WEFT_PUBLISH_ASYNC, RAW_PUBLISH_ASYNC, 1.0),
              ofRates(WEFT_PUBLISH_ASYNC, RAW_PUBLISH_ASYNC_BARE, 1.0)));

  /** What jnats comes to in other ways: how much of an aim is in reach. */
  private static final List<Case> LIMITS =
      List.of(
          Case.of(
              "push-limit",
              "One at a time, and what is not decoded",
              SMALL,
              ofRates(WEFT_PUSH, RAW_CONSUME_BEST, 0),
              ofRates(RAW_UNREAD, RAW_CONSUME_BEST, 0)),
          Case.of(
              "ack-pending",
              "1,000 at once, each waits 5 ms, by max_ack_pending",
              SMALL,
              ofRates(WEFT_CONCURRENT_WAIT, WEFT_FEW_OUT, 0),
              ofRates(WEFT_MANY_OUT, WEFT_FEW_OUT, 0),
              by(CLIENT_CPU, WEFT_CONCURRENT_WAIT, WEFT_FEW_OUT, 0)),
          Case.of(
              "pace-limit",
              "2,000 messages a second, and by hand on a virtual thread",
              Stock.paced(128, 2_000),
              by(CLIENT_CPU, WEFT_PACED, RAW_PACED_VIRTUAL, 0),
              by(WAKE_UPS, WEFT_PACED, RAW_PACED_VIRTUAL, 0),
              by(P50, WEFT_PACED, RAW_PACED_VIRTUAL, 0),
              by(P99, WEFT_PACED, RAW_PACED_VIRTUAL, 0)));

  private Cases() {}

  /** One of each kind, none of which takes long. */
  static List<Case> quick() {
    return Stream.concat(WAYS.stream(), CostCases.FEW.stream()).toList();
  }

  /** Those that have aims. */
  static List<Case> usual() {
    return Stream.of(WAYS, CostCases.FEW, SIZES, CostCases.MANY).flatMap(List::stream).toList();
  }

  /** Those of these names. */
  static List<Case> named(List<String> names) {
    List<Case> known = Stream.concat(usual().stream(), LIMITS.stream()).toList();
    for (String name : names) {
      if (known.stream().noneMatch(one -> one.name().equals(name))) {
        throw new IllegalArgumentException(
            "case "
                + name
                + ": expected one of "
                + known.stream().map(Case::name).collect(Collectors.joining(", ")));
      }
    }
    return known.stream().filter(one -> names.contains(one.name())).toList();
  }

  private static Case defaults(String name, String what, Stock stock) {
    return Case.of(name, "One at a time, " + what, stock, ofRates(WEFT_PUSH, RAW_CONSUME, 1.3));
  }
}
