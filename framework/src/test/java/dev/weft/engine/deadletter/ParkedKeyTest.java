package dev.weft.engine.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.StreamPosition;
import dev.weft.engine.CountedDelivery;
import dev.weft.testing.DetachedDelivery;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mark of a key that is parked. */
class ParkedKeyTest {

  private static final Instant STORED = Instant.parse("2030-01-31T12:00:00Z");

  private final ParkedKey mark =
      new ParkedKey("order 7", new StreamPosition("S", 5), STORED, "no good");

  @Test
  void itIsOfTheMessageWithItsPlaceAndItsTime() {
    assertThat(mark.isSince(new CountedDelivery(5, 1, STORED))).isTrue();
    assertThat(mark.isSince(new CountedDelivery(6, 1, STORED))).isFalse();
    assertThat(mark.isSince(new CountedDelivery(5, 1, STORED.plusNanos(1)))).isFalse();
    assertThat(mark.isSince(new DetachedDelivery() {})).isFalse();
  }

  @Test
  void whatWasStoredLaterIsBehindItAlsoWhereTheStreamCountsAnew() {
    assertThat(mark.isBefore(new CountedDelivery(6, 1, STORED))).isTrue();
    assertThat(mark.isBefore(new CountedDelivery(1, 1, STORED.plusNanos(1)))).isTrue();
    assertThat(mark.isBefore(new CountedDelivery(5, 1, STORED))).isFalse();
    assertThat(mark.isBefore(new CountedDelivery(4, 1, STORED))).isFalse();
  }

  @Test
  void aKeyIsShownInOneLineAndNotAllOfALongOne() {
    assertThat(mark.shownKey()).isEqualTo("order 7");
    assertThat(of("a\nb\tc").shownKey()).isEqualTo("a?b?c");
    assertThat(of("x".repeat(100)).shownKey()).isEqualTo("x".repeat(100));
    assertThat(of("x".repeat(101)).shownKey()).isEqualTo("x".repeat(100) + "…");
  }

  @Test
  void itIsReadAsItWasWritten() {
    assertThat(ParkedKey.parse(mark.text())).contains(mark);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "by hand",
        "{}",
        "{\"key\": 7, \"stored\": \"2030-01-31T12:00:00Z\"}",
        "{\"key\": \"a\", \"stream\": \"S\", \"sequence\": 1, \"stored\": \"noon\"}"
      })
  void whatIsNoMarkIsNone(String text) {
    assertThat(ParkedKey.parse(text.getBytes(UTF_8))).isEmpty();
  }

  private static ParkedKey of(String key) {
    return new ParkedKey(key, new StreamPosition("S", 5), STORED, "no good");
  }
}
