package dev.weft.jetstream.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which long pulls a close has to take back. */
class LongPullsTest {

  private final LongPulls pulls = new LongPulls();

  @Test
  void oneIsOpenUntilItIsAnsweredOrEnded() {
    assertThat(pulls.isAnyOpen(0)).isFalse();

    pulls.sent("a", 60);
    assertThat(pulls.isAnyOpen(10)).isTrue();
    pulls.ended("another");
    assertThat(pulls.isAnyOpen(10)).isTrue();
    pulls.ended("a");
    assertThat(pulls.isAnyOpen(10)).isFalse();

    pulls.sent("b", 120);
    pulls.answered();
    assertThat(pulls.isAnyOpen(70)).isFalse();
  }

  @Test
  void oneThatIsLostMayBeOpenUntilItsEndWhateverBecomesOfLaterOnes() {
    pulls.sent("a", 60);
    pulls.lost();
    pulls.answered(); // a short one
    pulls.sent("b", 30);
    pulls.lost();
    pulls.sent("c", 40);
    pulls.ended("c");

    assertThat(pulls.isAnyOpen(59)).isTrue();
    assertThat(pulls.isAnyOpen(60)).isFalse();
  }

  @Test
  void aNewConnectionHasNone() {
    pulls.sent("a", 60);
    pulls.lost();
    pulls.sent("b", 60);

    pulls.clear();

    assertThat(pulls.isAnyOpen(10)).isFalse();
  }
}
