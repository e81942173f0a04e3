package dev.weft.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.testing.DetachedDelivery;
import dev.weft.transport.Delivery;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A copy that is due passes for its original. */
class RetriedDeliveryTest {

  private static final StreamPosition PLACE = new StreamPosition("ORDERS", 7);
  private static final Instant STORED = Instant.parse("2030-01-31T12:00:00Z");
  private static final byte[] DATA = {1, 2};

  @Test
  void itHasAllThatTheOriginalHadAndItsOwnAttemptsOnTop() {
    Delivery retried = new RetriedDelivery(copy(Headers.of("Tenant", "acme"), DATA));

    assertThat(retried.subject()).isEqualTo("orders.new");
    assertThat(retried.attempt()).isEqualTo(3 + 2);
    assertThat(retried.number()).isZero();
    assertThat(retried.timestamp()).isEqualTo(STORED);
    assertThat(retried.position()).contains(PLACE);
    assertThat(retried.headers()).isEqualTo(Headers.of("Tenant", "acme"));
    assertThat(retried.data()).isEqualTo(DATA);
    assertThat(retried.id()).isEqualTo("ORDERS/7");
    assertThat(retried).hasToString("orders.new ORDERS/7 (the copy)");
  }

  @Test
  void itsIdIsTheOriginals() {
    assertThat(new RetriedDelivery(copy(Headers.of("Nats-Msg-Id", "one"), DATA)).id())
        .isEqualTo("one");
  }

  @Test
  void whatCameWithoutItsDataComesWithoutItAgain() {
    assertThat(new RetriedDelivery(copy(Headers.empty(), new byte[0])).data()).isEmpty();
  }

  /** The copy of a third attempt, delivered for the second time. */
  private static Delivery copy(Headers headers, byte[] delivered) {
    Headers written = RetryHeaders.write(new Original(headers, delivered), PLACE, DATA);
    return new DetachedDelivery() {
      @Override
      public int attempt() {
        return 2;
      }

      @Override
      public long number() {
        return 9;
      }

      @Override
      public Headers headers() {
        return written;
      }

      @Override
      public byte[] data() {
        return DATA;
      }

      @Override
      public String toString() {
        return "the copy";
      }
    };
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Original(Headers headers, byte[] data) implements DetachedDelivery {

    @Override
    public String subject() {
      return "orders.new";
    }

    @Override
    public int attempt() {
      return 3;
    }

    @Override
    public Instant timestamp() {
      return STORED;
    }

    @Override
    public Optional<StreamPosition> position() {
      return Optional.of(PLACE);
    }
  }
}
