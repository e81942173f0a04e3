package dev.weft.jetstream.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The window follows the handler's speed. */
class ReceiveWindowTest {

  private final ReceiveWindow window = new ReceiveWindow();

  @Test
  void itStartsNarrow() {
    assertThat(window.size(1)).isLessThanOrEqualTo(2);
  }

  @Test
  void aFastHandlerWidensItToItsLimit() {
    window.pace(5_000);

    assertThat(window.size(1)).isBetween(10_000, 10_001);
  }

  @Test
  void aSlowHandlerHoardsNothing() {
    window.pace(1_000_000_000);

    assertThat(window.size(1)).isEqualTo(1);
  }

  @Test
  void itHasATenthOfASecondsWorkAhead() {
    window.pace(10_000_000);

    assertThat(window.size(1)).isEqualTo(11);
  }

  @Test
  void itIsNeverNarrowerThanTheDemand() {
    window.pace(1_000_000_000);

    assertThat(window.size(50)).isEqualTo(50);
  }
}
