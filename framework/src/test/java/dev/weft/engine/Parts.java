package dev.weft.engine;

import dev.weft.codec.StringCodec;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parts of a worker, for tests of some of them alone. */
final class Parts {

  static final HandlerId ID = new HandlerId("test", "S", "c");
  static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final RetryPolicy RETRY =
      new RetryPolicy(5, Duration.ZERO, 1, Duration.ZERO, Set.of());

  private Parts() {}

  static Settler settler() {
    return new Settler(
        ID,
        false,
        new Burial(ID, DeadLetters.off()),
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
    return new Handling(step, RETRY, TIMEOUT, breaker());
  }

  /** What says how many messages may be at work at once; the steps are given beside it. */
  static WorkerSpec<String> spec(int concurrency) {
    return new WorkerSpec<>(
        ID.name(),
        new ConsumerSpec(ID.stream(), ID.consumer(), Map.of()),
        Mode.PUSH,
        concurrency,
        null,
        null,
        AckMode.AUTO,
        false,
        RETRY,
        BreakerPolicy.off(),
        TIMEOUT,
        DeadLetters.off(),
        LastAttempts.off(),
        LongRetries.byConsumer(),
        Exhausted.deadLetter(),
        StringCodec.INSTANCE,
        new Emitter(
            ID.name(),
            type -> StringCodec.INSTANCE,
            new MemoryTransport().outbox(),
            Observer.none()),
        List.of(),
        message -> {},
        Throttle.none());
  }
}
