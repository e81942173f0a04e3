package dev.weft.engine.clock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_000;
  private static final long GRACE = Alarm.GRACE.toNanos();

  private final Alarm alarm = new Alarm(Thread.currentThread());

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void itInterruptsTheHandlerOnceAndOnlyWhileThatRuns() {
    assertThat(alarm.ring(NOW)).isFalse();
    alarm.arm();

    assertThat(alarm.ring(NOW)).isTrue();
    assertThat(alarm.ring(NOW)).isFalse();

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(alarm.where()).isNotEmpty();
  }

  @Test
  void theEndOfTheHandlerClearsItsInterrupt() {
    alarm.arm();
    alarm.ring(NOW);

    assertThat(alarm.disarm()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(alarm.isIgnored(NOW + GRACE)).isFalse();
  }

  @Test
  void theHandlerHasTheWholeGraceFromItsInterruptOn() {
    alarm.arm();
    assertThat(alarm.isIgnored(NOW + GRACE)).isFalse();

    alarm.ring(NOW);

    for (long passed = 0; passed < GRACE; passed += SECOND) {
      assertThat(alarm.isIgnored(NOW + passed)).isFalse();
    }
    assertThat(alarm.isIgnored(NOW + GRACE)).isTrue();
  }

  @Test
  void aStandstillAfterTheInterruptIsNoGrace() {
    alarm.arm();
    alarm.ring(NOW);

    long hour = 3_600 * SECOND;
    assertThat(alarm.isIgnored(NOW + hour)).isFalse();
    assertThat(alarm.isIgnored(NOW + hour + SECOND)).isFalse();
  }
}
