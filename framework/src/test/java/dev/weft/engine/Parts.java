package dev.weft.engine;

import dev.weft.codec.StringCodec;
import dev.weft.transport.Outbox;
import java.time.Duration;
import java.util.Set;

/** The parts of a worker, for tests of some of them alone. */
final class Parts {

  static final HandlerId ID = new HandlerId("test", "S", "c");
  static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final RetryPolicy RETRY =
      new RetryPolicy(5, Duration.ZERO, 1, Duration.ZERO, Set.of());

  private Parts() {}

  static Settler settler() {
    return settler(Observer.none());
  }

  static Settler settler(Observer observer) {
    return new Settler(
        ID,
        false,
        new Burial(ID, DeadLetters.off()),
        LastAttempts.off(),
        LongRetries.byConsumer(),
        observer);
  }

  static Breaker breaker() {
    return new Breaker(ID, BreakerPolicy.off(), Observer.none(), System::nanoTime);
  }

  static Gate gate() {
    return new Gate("test", breaker());
  }

  static Handling handling(Step step) {
    return new Handling(step, RETRY, TIMEOUT, gate());
  }

  /** Publishes texts for the handler. */
  static Emitter emitter(Outbox outbox, Observer observer) {
    return new Emitter(ID.name(), type -> StringCodec.INSTANCE, outbox, observer);
  }

  /** So many at once, and each as soon as there is room. */
  static Slots slots(int concurrency) {
    return new Slots(ID.name(), concurrency, Throttle.none());
  }

  /** Memory of which nothing is held. */
  static MessageMemory.Share memory() {
    return MessageMemory.ofProcess().share();
  }
}
