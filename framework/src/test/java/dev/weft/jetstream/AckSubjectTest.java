package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.StreamPosition;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Both forms of the reply subject are read. */
class AckSubjectTest {

  private static final AckSubject EXPECTED =
      new AckSubject(
          new StreamPosition("ORDERS", 42), 3, Instant.ofEpochSecond(1_700_000_000L, 123_456_789));

  @Test
  void thePlainFormIsRead() {
    assertThat(AckSubject.parse("$JS.ACK.ORDERS.charge.3.42.17.1700000000123456789.5"))
        .isEqualTo(EXPECTED);
  }

  @Test
  void theFormWithDomainAndAccountIsRead() {
    assertThat(AckSubject.parse("$JS.ACK.hub.ACCHASH.ORDERS.charge.3.42.17.1700000000123456789.5"))
        .isEqualTo(EXPECTED);
    assertThat(
            AckSubject.parse(
                "$JS.ACK._.ACCHASH.ORDERS.charge.3.42.17.1700000000123456789.5.random"))
        .isEqualTo(EXPECTED);
  }

  @Test
  void whatIsMadeUpIsReadAsWhatItIsMadeOf() {
    String made = AckSubject.of(EXPECTED.position(), "charge", 3, EXPECTED.timestamp());

    assertThat(made).isEqualTo("$JS.ACK.ORDERS.charge.3.42.0.1700000000123456789.0");
    assertThat(AckSubject.parse(made)).isEqualTo(EXPECTED);
  }

  @Test
  void anotherReplySubjectIsRefusedByName() {
    assertThatThrownBy(() -> AckSubject.parse("_INBOX.abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("_INBOX.abc");
  }
}
