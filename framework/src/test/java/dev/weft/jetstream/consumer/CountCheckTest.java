package dev.weft.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.transport.ConsumerState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a consumer's own count is taken for wrong. */
class CountCheckTest {

  private static final ConsumerState WITHOUT_OUR_PULL =
      new ConsumerState(5, 0, 0, 1000, -1, new ConsumerState.Delivered(0, 0));
  private static final ConsumerState WITH_IT =
      new ConsumerState(5, 0, 1, 1000, -1, new ConsumerState.Delivered(0, 0));

  private final CountCheck check = new CountCheck(0);

  @Test
  void itAsksOnlyAfterAWhileWithoutAMessage() {
    assertThat(check.isDue(seconds(29))).isFalse();
    assertThat(check.isDue(seconds(30))).isTrue();

    check.received(seconds(31));

    assertThat(check.isDue(seconds(60))).isFalse();
    assertThat(check.isDue(seconds(61))).isTrue();
  }

  @Test
  void theServersWordCountsTheSecondTime() {
    assertThat(check.isContradictedBy(WITHOUT_OUR_PULL, seconds(30))).isFalse();
    assertThat(check.isDue(seconds(31))).isTrue();
    assertThat(check.isContradictedBy(WITHOUT_OUR_PULL, seconds(31))).isTrue();
  }

  @Test
  void aPullThatHadJustEndedIsNoContradiction() {
    assertThat(check.isContradictedBy(WITHOUT_OUR_PULL, seconds(30))).isFalse();
    assertThat(check.isContradictedBy(WITH_IT, seconds(31))).isFalse();
    assertThat(check.isContradictedBy(WITHOUT_OUR_PULL, seconds(61))).isFalse();
  }

  @Test
  void neitherIsAMessageInBetween() {
    assertThat(check.isContradictedBy(WITHOUT_OUR_PULL, seconds(30))).isFalse();
    check.received(seconds(31));
    assertThat(check.isContradictedBy(WITHOUT_OUR_PULL, seconds(61))).isFalse();
  }

  @Test
  void aConsumerThatMayDeliverNoMoreOrHasNothingIsNoneEither() {
    var full = new ConsumerState(5, 10, 0, 10, -1, new ConsumerState.Delivered(0, 0));
    var empty = new ConsumerState(0, 0, 0, -1, -1, new ConsumerState.Delivered(0, 0));

    for (int i = 30; i < 40; i++) {
      assertThat(check.isContradictedBy(full, seconds(i))).isFalse();
      assertThat(check.isContradictedBy(empty, seconds(i))).isFalse();
    }
  }

  private static long seconds(long count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
