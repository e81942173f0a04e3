package dev.weft.jetstream.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.StreamPosition;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Both forms of the reply subject are read. */
class AckSubjectTest {

  private static final StreamPosition POSITION = new StreamPosition("ORDERS", 42);
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);

  @Test
  void thePlainFormIsRead() {
    assertRead("$JS.ACK.ORDERS.charge.3.42.17.1700000000123456789.5");
  }

  @Test
  void theFormWithDomainAndAccountIsRead() {
    assertRead("$JS.ACK.hub.ACCHASH.ORDERS.charge.3.42.17.1700000000123456789.5");
    assertRead("$JS.ACK._.ACCHASH.ORDERS.charge.3.42.17.1700000000123456789.5.random");
  }

  @Test
  void theNumberOfTheDeliveryIsRead() {
    assertThat(AckSubject.parse("$JS.ACK.ORDERS.charge.3.42.17.1700000000123456789.5").number())
        .isEqualTo(17);
    assertThat(
            AckSubject.parse("$JS.ACK._.ACCHASH.ORDERS.charge.3.42.17.1700000000123456789.5.random")
                .number())
        .isEqualTo(17);
  }

  @Test
  void whatIsMadeUpIsReadAsWhatItIsMadeOf() {
    String made = AckSubject.of(POSITION, "charge", 3, TIME);

    assertThat(made).isEqualTo("$JS.ACK.ORDERS.charge.3.42.0.1700000000123456789.0");
    assertRead(made);
  }

  @Test
  void anotherReplySubjectIsRefusedByName() {
    assertThatThrownBy(() -> AckSubject.parse("_INBOX.abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("_INBOX.abc");
    assertThatThrownBy(() -> AckSubject.parse("$JS.ACK.ORDERS.charge.3.42"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("$JS.ACK.ORDERS.charge.3.42");
  }

  private static void assertRead(String reply) {
    AckSubject read = AckSubject.parse(reply);
    assertThat(read.position()).isEqualTo(POSITION);
    assertThat(read.delivered()).isEqualTo(3);
    assertThat(read.timestamp()).isEqualTo(TIME);
  }
}
