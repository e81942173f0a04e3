package dev.weft.benchmarks;

import static dev.weft.benchmarks.Comparison.by;
import static dev.weft.benchmarks.Conduct.COLD;
import static dev.weft.benchmarks.Conduct.START;
import static dev.weft.benchmarks.Conduct.START_AGAIN;
import static dev.weft.benchmarks.Entrant.*;
import static dev.weft.benchmarks.Measure.*;
import static io.nats.client.api.StorageType.Memory;

import java.util.List;

/** The cases in which nobody is as fast as possible: what it costs to be there, and to begin. */
final class CostCases {

  /** Messages at a set pace, and the start of one handler. */
  static final List<Case> FEW =
      List.of(
          paced(200),
          paced(2_000).within(new Limit(WAKE_UPS, WEFT_PACED, 2.4)),
          paced(20_000),
          start("start", "From nothing to the first message handled", START, 1),
          start("start-again", "The same, with a consumer that is there", START_AGAIN, 1));

  /** What is there while nothing happens, and what many handlers take to start. */
  static final List<Case> MANY =
      List.of(
          idle(1),
          idle(100),
          idle(1_000)
              .within(
                  new Limit(IDLE_MESSAGES, WEFT_IDLE, 0.1),
                  new Limit(ALL_CORES, WEFT_IDLE, 0.03),
                  new Limit(HANDLER_HEAP, WEFT_IDLE, 25)),
          Case.of(
                  "held",
                  "Messages received and not handled",
                  Stock.filled(Memory, 128),
                  by(HELD_HEAP, WEFT_HELD, RAW_HELD, 0))
              .with(COLD, 1),
          Case.of("idle-keys", "Keys that nothing comes for any more", Stock.filled(Memory, 128))
              .alone(WEFT_KEYS)
              .with(COLD, 1),
          start("start-1000", "From nothing until 1,000 handlers have had a message", START, 1_000),
          start("start-1000-again", "The same, with consumers that are there", START_AGAIN, 1_000));

  private CostCases() {}

  private static Case paced(int pace) {
    return Case.of(
        "pace-" + pace,
        "%,d messages a second, from publish to handler".formatted(pace),
        Stock.paced(128, pace),
        by(CLIENT_CPU, WEFT_PACED, RAW_PACED, 1.05),
        by(WAKE_UPS, WEFT_PACED, RAW_PACED, 0),
        by(P50, WEFT_PACED, RAW_PACED, 1.0),
        by(P99, WEFT_PACED, RAW_PACED, 1.0));
  }

  private static Case idle(int handlers) {
    return Case.of(
            "idle-" + handlers,
            "Handlers on one connection, %,d, and no message".formatted(handlers),
            Stock.empty(128),
            by(CORES, WEFT_IDLE, RAW_IDLE, 0))
        .with(COLD, handlers);
  }

  private static Case start(String name, String title, Conduct conduct, int handlers) {
    return Case.of(
            name,
            title,
            Stock.oneEach(128, handlers),
            by(FIRST, WEFT_FIRST, RAW_FIRST, handlers == 1 ? 1.3 : 1.2),
            by(START_CPU, WEFT_FIRST, RAW_FIRST, handlers == 1 ? 1.3 : 0))
        .with(conduct, handlers)
        .within(new Limit(REQUESTS, WEFT_FIRST, conduct == START ? 4 : 2));
  }
}
