package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Headers;
import dev.weft.PublishOptions;
import dev.weft.RejectException;
import dev.weft.StreamPosition;
import dev.weft.testkit.RecordedMessage.Emitted;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A message without a runtime keeps to the rules of one. */
class MessageFixtureTest {

  private final RecordedMessage<Order> message = MessageFixture.of(new Order("A-1", 3)).build();

  @Test
  void itIsAFirstAttemptUnlessItIsToldOtherwise() {
    assertThat(message.attempt()).isEqualTo(1);
    assertThat(message.id()).isEqualTo("TEST/1");
    assertThat(message.headers().isEmpty()).isTrue();

    Instant noon = Instant.parse("2026-02-03T12:00:00Z");
    var other =
        MessageFixture.of("text")
            .subject("orders.placed")
            .id("A-1")
            .header("Shop", "north")
            .attempt(3)
            .timestamp(noon)
            .position("ORDERS", 42)
            .build();
    assertThat(other.payload()).isEqualTo("text");
    assertThat(other.subject()).isEqualTo("orders.placed");
    assertThat(other.id()).isEqualTo("A-1");
    assertThat(other.headers().first("Shop")).contains("north");
    assertThat(other.attempt()).isEqualTo(3);
    assertThat(other.timestamp()).isEqualTo(noon);
    assertThat(other.position()).contains(new StreamPosition("ORDERS", 42));
    assertThat(other).hasToString("RecordedMessage[orders.placed A-1 attempt 3]");
  }

  @Test
  void whatAHandlerEmitsIsRecorded() {
    new Ship().handle(message);

    assertThat(message.emitted())
        .containsExactly(new Emitted("orders.shipped", new Order("A-1", 3)));
    assertThat(message.settlement()).isEmpty();
  }

  @Test
  void whatIsEmittedWithOptionsIsRecordedWithThem() {
    var options =
        PublishOptions.builder().messageId("A-1").headers(Headers.of("Shop", "north")).build();

    message.emit("orders.shipped", "A-1", options);

    assertThat(message.emitted())
        .containsExactly(new Emitted("orders.shipped", "A-1", options))
        .first()
        .satisfies(one -> assertThat(one.options().headers().first("Shop")).contains("north"));
  }

  @Test
  void whatAHandlerThrowsGoesToTheTest() {
    var nothing = MessageFixture.of(new Order("A-1", 0)).build();

    assertThatThrownBy(() -> new Ship().handle(nothing))
        .isInstanceOf(RejectException.class)
        .hasMessage("nothing to ship");
  }

  @Test
  void theFirstSettlementCounts() {
    message.nak(Duration.ofMinutes(5));
    message.ack();

    assertThat(message.nakDelay()).contains(Duration.ofMinutes(5));
    assertThat(message.isAcked()).isFalse();
    assertThat(message.termReason()).isEmpty();
    assertThat(message.settlements())
        .containsExactly(
            new Settlement.Retry(Duration.ofMinutes(5), "asked for by the handler"),
            new Settlement.Ack());
  }

  @Test
  void acknowledgementsAndRejectionsAreToldApart() {
    message.ack();
    var second = message.nextAttempt();
    second.term("no lorry");

    assertThat(message.isAcked()).isTrue();
    assertThat(second.isAcked()).isFalse();
    assertThat(second.termReason()).contains("no lorry");
    assertThat(second.settlement()).contains(new Settlement.Reject("no lorry"));
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.id()).isEqualTo(message.id());
  }

  @Test
  void aDelayThatTheRuntimeWouldRefuseIsRefused() {
    assertThatThrownBy(() -> message.nak(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("retry after PT-1S: the delay must be zero or more");
    assertThat(message.settlement()).isEmpty();
  }

  @Test
  void callsForMoreTimeAreCountedUntilItIsSettled() {
    message.inProgress();
    message.inProgress();
    message.ack();
    message.inProgress();

    assertThat(message.inProgressCalls()).isEqualTo(2);
  }

  @Test
  void nothingIsEmittedAfterTheSettlement() {
    message.ack();

    assertThatThrownBy(() -> message.emit("orders.shipped", "late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("emit to orders.shipped: message TEST/1 is settled already; emit before that");
    assertThat(message.emitted()).isEmpty();
  }

  @Test
  void whatCouldNotBeSentIsNotEmittedEither() {
    assertThatThrownBy(() -> message.emit("orders.shipped", new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "cannot encode a java.lang.Object as application/json for orders.shipped: ");
    assertThat(message.emitted()).isEmpty();
  }

  @Test
  void attemptsCountFromOne() {
    assertThatThrownBy(() -> MessageFixture.of("text").attempt(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attempt = 0: expected 1 or more; the first delivery is attempt 1");
  }
}
