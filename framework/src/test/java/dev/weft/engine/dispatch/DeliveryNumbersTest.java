package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testing.DetachedDelivery;
import dev.weft.transport.Delivery;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A gap in a consumer's deliveries shows. */
class DeliveryNumbersTest {

  private final DeliveryNumbers numbers = new DeliveryNumbers();

  @Test
  void whatComesOneAfterTheOtherIsWhole() {
    assertThat(numbers.add(numbered(5, 6, 7))).isTrue();
    assertThat(numbers.add(numbered(8))).isTrue();
    assertThat(numbers.add(numbered())).isTrue();
  }

  @Test
  void aGapShowsInTheMiddleAndAtTheBeginning() {
    assertThat(numbers.add(numbered(1, 3, 4))).isFalse();
    assertThat(numbers.add(numbered(6, 7))).isFalse();
    assertThat(numbers.add(numbered(8))).isTrue();
  }

  @Test
  void whereNumbersAreNotKnownNothingCanBeTold() {
    numbers.add(numbered(1));

    assertThat(numbers.add(numbered(0, 0))).isTrue();
    assertThat(numbers.add(numbered(2))).isTrue();
  }

  @Test
  void whatIsAccountedForIsNotMissing() {
    numbers.add(numbered(1));
    numbers.accountedUpTo(5);
    assertThat(numbers.add(numbered(6))).isTrue();

    numbers.accountedUpTo(3);
    assertThat(numbers.add(numbered(7))).isTrue();
  }

  @Test
  void whatWasForgottenIsNotMissing() {
    numbers.add(numbered(1));
    numbers.forget();

    assertThat(numbers.add(numbered(9))).isTrue();
  }

  @Test
  void everyDeliveryUpToTheLastHasCome() {
    assertThat(numbers.hasCome(0)).isFalse();
    numbers.add(numbered(3));

    assertThat(numbers.hasCome(3)).isTrue();
    assertThat(numbers.hasCome(4)).isFalse();
  }

  private static List<Delivery> numbered(long... numbers) {
    return Arrays.stream(numbers).mapToObj(DeliveryNumbersTest::one).toList();
  }

  private static Delivery one(long number) {
    return new DetachedDelivery() {
      @Override
      public long number() {
        return number;
      }
    };
  }
}
