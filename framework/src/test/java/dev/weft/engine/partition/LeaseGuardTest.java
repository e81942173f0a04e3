package dev.weft.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.Notifier;
import dev.weft.machine.Machine;
import dev.weft.testing.StillMachine;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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

  @Test
  void looksWhenTheLeaseIsShortAndTenTimesASecondFromThenOn() {
    var machine = new StillMachine(); // its time passes where the guard waits
    List<Duration> stops = new CopyOnWriteArrayList<>();
    var interrupted = new CompletableFuture<Duration>();
    var workers =
        new LeaseGuard.Guarded() {
          @Override
          public Collection<?> stopAll() {
            stops.add(machine.passed());
            return List.of();
          }

          @Override
          public Collection<?> interruptAll() {
            interrupted.complete(machine.passed());
            return List.of();
          }
        };
    try (var leaseGuard =
        new LeaseGuard(
            machine,
            "test",
            Duration.ofMillis(9_050),
            workers,
            new Notifier(machine, "test-log"))) {
      leaseGuard.start();

      assertThat(interrupted.join()).isEqualTo(Duration.ofMillis(7_850));
      assertThat(stops).hasSize(28).startsWith(Duration.ofMillis(5_050), Duration.ofMillis(5_150));
    }
  }
}
