package dev.weft.engine;

import java.time.Duration;
import java.util.Set;

/** The parts of a worker, for tests of some of them alone. */
final class Parts {

  static final HandlerId ID = new HandlerId("test", "S", "c");
  static final Duration TIMEOUT = Duration.ofMinutes(5);

  private Parts() {}

  static Settler settler() {
    return new Settler(
        ID,
        false,
        DeadLetters.off(),
        LastAttempts.off(),
        LongRetries.byConsumer(),
        Observer.none());
  }

  static Breaker breaker() {
    return new Breaker(ID, BreakerPolicy.off(), Observer.none(), System::nanoTime);
  }

  static Gate gate() {
    return new Gate("test", breaker());
  }

  static Handling handling(Step step) {
    return new Handling(
        step, new RetryPolicy(5, Duration.ZERO, 1, Duration.ZERO, Set.of()), TIMEOUT, breaker());
  }
}
