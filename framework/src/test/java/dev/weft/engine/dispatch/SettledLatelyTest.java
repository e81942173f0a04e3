package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.CountedDelivery;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Settlements are remembered for as long as their loss may show, at any rate. */
class SettledLatelyTest {

  private static final Duration ACK_WAIT = Duration.ofSeconds(30);
  private static final long KEPT = ACK_WAIT.plusSeconds(30).toNanos();

  private final SettledLately settled = new SettledLately();

  SettledLatelyTest() {
    settled.ackWait(ACK_WAIT);
  }

  @Test
  void aMinuteOfTwentyThousandASecondIsRemembered() {
    int count = 1_200_000;
    for (int i = 1; i <= count; i++) {
      settled.add(new CountedDelivery(i), KEPT / count * i);
    }

    for (int i = 1; i <= count; i += 997) {
      assertThat(settled.has(new CountedDelivery(i))).as("message %s", i).isTrue();
    }
    assertThat(settled.has(new CountedDelivery(count + 1))).isFalse();
  }

  @Test
  void onePartitionOfManyRemembersItsOwn() {
    for (int i = 0; i < 40_000; i++) {
      settled.add(new CountedDelivery(1 + i * 256L), i);
    }

    assertThat(settled.has(new CountedDelivery(1))).isTrue();
    assertThat(settled.has(new CountedDelivery(1 + 39_999 * 256L))).isTrue();
    assertThat(settled.has(new CountedDelivery(2))).isFalse();
  }

  @Test
  void whatIsTooOldIsForgotten() {
    settled.add(new CountedDelivery(1), 0);
    settled.add(new CountedDelivery(1_000), KEPT + 1);
    settled.add(new CountedDelivery(2_000), 2 * KEPT + 2);

    assertThat(settled.has(new CountedDelivery(1))).isFalse();
    assertThat(settled.has(new CountedDelivery(1_000))).isTrue();
  }

  @Test
  void aMessageOfAStreamThatWasCreatedAnewIsAnotherOne() {
    settled.add(new CountedDelivery(7), 0);

    assertThat(settled.has(new CountedDelivery(7, 2, Instant.EPOCH.plusNanos(1)))).isFalse();
    assertThat(settled.has(new CountedDelivery(7, 2))).isTrue();
  }

  @Test
  void whatIsNoOlderThanThatIsNotForgotten() {
    settled.add(new CountedDelivery(1), 0);
    settled.add(new CountedDelivery(1_000), KEPT);
    settled.add(new CountedDelivery(2_000), 2 * KEPT);

    assertThat(settled.has(new CountedDelivery(1))).isTrue();
  }

  @Test
  void theTimeCountsFromTheFirstThatIsRememberedAndNotFromTheBeginning() {
    settled.add(new CountedDelivery(1), 10 * KEPT);
    settled.add(new CountedDelivery(1_000), 11 * KEPT);
    settled.add(new CountedDelivery(2_000), 11 * KEPT);

    assertThat(settled.has(new CountedDelivery(1))).isTrue();
  }

  @Test
  void thereAreNeverMoreBlocksThanAHundredThousand() {
    int half = 50_000;
    for (long i = 0; i <= half; i++) {
      settled.add(new CountedDelivery(i * Long.SIZE), 0);
    }
    assertThat(settled.has(new CountedDelivery(0))).isTrue();
    for (long i = half + 1L; i <= 2L * half; i++) {
      settled.add(new CountedDelivery(i * Long.SIZE), 0);
    }

    assertThat(settled.has(new CountedDelivery(0))).isFalse();
    assertThat(settled.has(new CountedDelivery(half * (long) Long.SIZE))).isTrue();
  }
}
