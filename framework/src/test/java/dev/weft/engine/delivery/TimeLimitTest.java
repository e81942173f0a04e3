package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** From when on the time of a handler counts. */
class TimeLimitTest {

  private static final Duration WAITED = Duration.ofMillis(20);

  private final Attempt attempt =
      new Attempt(new CountedDelivery(1), Parts.settler(), Thread.currentThread());

  // For the note of a last attempt, say, or for the mark of a parked key.
  @Test
  void whatAnAttemptHasWaitedForBeforeItsHandlerIsNotTheHandlersTime() {
    await().until(() -> attempt.age().compareTo(WAITED) > 0);
    var notCounted = new AtomicReference<>(Duration.ZERO);
    Call handler =
        called -> {
          Duration used = called.limitUsed();
          notCounted.set(called.age().minus(used));
          return Call.Result.Done.ACK;
        };

    new TimeLimit(handler, Duration.ofMinutes(5)).run(attempt);

    assertThat(notCounted.get()).isGreaterThan(WAITED);
  }
}
