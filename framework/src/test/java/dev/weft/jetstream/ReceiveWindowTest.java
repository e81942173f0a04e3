package dev.weft.jetstream;

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
    work(1_000, 5_000);

    assertThat(window.size(1)).isGreaterThan(4_000).isLessThan(5_000);
  }

  @Test
  void aSlowHandlerHoardsNothing() {
    work(100, 1_000_000_000);

    assertThat(window.size(1)).isEqualTo(1);
  }

  @Test
  void aHandlerThatTurnsSlowNarrowsItWithinAFewMessages() {
    work(1_000, 5_000);
    work(5, 1_000_000_000);

    assertThat(window.size(1)).isEqualTo(1);
  }

  @Test
  void itHasATenthOfASecondsWorkAhead() {
    work(1_000, 10_000_000);

    assertThat(window.size(1)).isBetween(10, 12);
  }

  @Test
  void itIsNeverNarrowerThanTheDemand() {
    work(100, 1_000_000_000);

    assertThat(window.size(50)).isEqualTo(50);
  }

  private void work(int messages, long nanosEach) {
    for (int i = 0; i < messages; i++) {
      window.worked(nanosEach, 1);
    }
  }
}
