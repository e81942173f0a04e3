package dev.weft.engine.partition;

import static org.awaitility.Awaitility.await;

import dev.weft.engine.Notifier;
import dev.weft.machine.Machine;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A guard that looks until it is closed. */
class LeaseGuardTest {

  private final AtomicInteger interrupts = new AtomicInteger();

  @Test
  void whateverALookThrowsTheNextOneComes() {
    var workers =
        new LeaseGuard.Guarded() {
          @Override
          public Collection<?> stopAll() {
            throw new IllegalStateException("for the test");
          }

          @Override
          public Collection<?> interruptAll() {
            return switch (interrupts.incrementAndGet()) {
              case 1 -> throw new IllegalStateException("for the test");
              case 2 -> throw new StackOverflowError("for the test");
              default -> Set.of();
            };
          }
        };
    try (var leaseGuard =
        new LeaseGuard(
            Machine.real(),
            "test",
            Duration.ofMillis(1_300),
            workers,
            new Notifier(Machine.real(), "test-log"))) {
      leaseGuard.start();

      await().until(() -> interrupts.get() > 2);
    }
  }
}
