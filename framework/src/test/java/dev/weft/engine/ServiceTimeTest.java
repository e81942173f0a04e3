package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The mean follows the handler: slowly upwards in speed, soon downwards. */
class ServiceTimeTest {

  private static final long FAST = 5_000;
  private static final long SLOW = 1_000_000_000;

  private final ServiceTime pace = new ServiceTime();

  @Test
  void aHandlerIsTakenForSlowUntilItIsKnown() {
    assertThat(pace.nanos()).isEqualTo(100e6);
  }

  @Test
  void aFastHandlerIsKnownAfterSomeMessages() {
    add(200, FAST);

    assertThat(pace.nanos()).isLessThan(2 * FAST);
  }

  @Test
  void aHandlerThatTurnsSlowIsKnownWithinAFewMessages() {
    add(200, FAST);
    add(3, SLOW);

    assertThat(pace.nanos()).isGreaterThan(100e6);
  }

  private void add(int times, long nanos) {
    for (int i = 0; i < times; i++) {
      pace.add(nanos);
    }
  }
}
