package dev.weft.engine.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import dev.weft.testing.DetachedDelivery;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a dead letter says of its original. */
class DeadLetterHeadersTest {

  private static final Instant STORED = Instant.parse("2030-01-31T12:00:00Z");
  private static final Instant NOW = STORED.plusSeconds(60);
  private static final Delivery ORIGINAL = new CountedDelivery(7, 3, STORED);

  @Test
  void itsIdIsThatOfOneMessageOfOneConsumer() {
    assertThat(of(ORIGINAL, "no", null).first("Nats-Msg-Id"))
        .contains("S/7/c/" + STORED.toEpochMilli());
    assertThat(of(new DetachedDelivery() {}, "no", null).first("Nats-Msg-Id")).contains("id/c/0");
  }

  @Test
  void itNamesWhatIsKnown() {
    Headers headers = of(ORIGINAL, "no", null);

    assertThat(headers.first("Weft-Dead-Sequence")).contains("7");
    assertThat(headers.first("Weft-Dead-Attempts")).contains("3");
    assertThat(headers.first("Weft-Dead-First-Seen")).contains(STORED.toString());
    assertThat(headers.first("Weft-Dead-Last-Seen")).contains(NOW.toString());
    assertThat(headers.first("Weft-Dead-Exception")).isEmpty();
    assertThat(headers.first("Weft-Dead-Stack")).isEmpty();
    assertThat(of(new DetachedDelivery() {}, "no", null).first("Weft-Dead-Sequence")).isEmpty();
  }

  @Test
  void itNamesWhatWasThrown() {
    Headers headers = of(ORIGINAL, "no", Failure.of(new IllegalStateException("away")));

    assertThat(headers.first("Weft-Dead-Exception")).contains("java.lang.IllegalStateException");
    assertThat(headers.first("Weft-Dead-Message")).contains("away");
    assertThat(headers.first("Weft-Dead-Stack").orElseThrow()).contains("DeadLetterHeadersTest");
    assertThat(
            of(ORIGINAL, "no", Failure.of(new IllegalStateException())).first("Weft-Dead-Message"))
        .isEmpty();
  }

  @Test
  void aReasonIsOneLineOfWhatAHeaderCarriesAndAsLongAsThereIsRoomFor() {
    assertThat(reason("  first\r\n\n second\tthird ~ ")).isEqualTo("first | second third ~");
    assertThat(reason("\u007f\u0001ü")).isEqualTo("\\u007f\\u0001\\u00fc");
    assertThat(reason("x".repeat(512))).hasSize(512);
    assertThat(reason("x".repeat(513))).hasSize(512);
    assertThat(reason("x".repeat(506) + "ü")).endsWith("x\\u00fc").hasSize(512);
    assertThat(reason("x".repeat(507) + "üy")).isEqualTo("x".repeat(507));
  }

  @Test
  void whatAHeaderCannotCarryOfANameIsAQuestionMark() {
    var original =
        new DetachedDelivery() {
          @Override
          public String subject() {
            return "größe.a";
          }
        };

    assertThat(of(original, "no", null).first("Weft-Dead-Subject")).contains("gr??e.a");
  }

  @Test
  void headersOfTheOriginalThatWouldHaveAnEffectHaveAnotherName() {
    var original =
        new DetachedDelivery() {
          @Override
          public Headers headers() {
            return Headers.of("Tenant", "acme").with("Nats-TTL", "1s").with("Weft-Data-In", "1");
          }
        };

    assertThat(DeadLetterHeaders.ofOriginal(original))
        .isEqualTo(
            Headers.of("Tenant", "acme")
                .with("Weft-Original-Nats-TTL", "1s")
                .with("Weft-Original-Weft-Data-In", "1"));
  }

  private static String reason(String text) {
    return of(ORIGINAL, text, null).first("Weft-Dead-Reason").orElseThrow();
  }

  private static Headers of(Delivery delivery, String reason, @Nullable Failure cause) {
    return DeadLetterHeaders.of(Parts.ID, delivery, new Outcome.Reject(reason, cause), NOW);
  }
}
