package dev.weft.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.testing.DetachedDelivery;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryHeadersTest {

  private static final StreamPosition POSITION = new StreamPosition("ORDERS", 7);
  private static final Instant STORED = Instant.parse("2030-01-31T12:00:00.123456789Z");

  private record Fixed(String subject, Headers headers) implements DetachedDelivery {

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
      return Optional.of(POSITION);
    }
  }

  private static Headers copyOf(String subject, Headers headers) {
    return RetryHeaders.write(new Fixed(subject, headers), POSITION, new byte[0]);
  }

  @Test
  void theOriginalIsReadFromItsCopy() {
    Headers headers =
        Headers.of("X-Message-ID", "one").plus("traceparent", "00-1").plus("a", "1").plus("a", "2");

    assertThat(RetryHeaders.read(copyOf("orders.new", headers)))
        .isEqualTo(new RetryHeaders.Original("orders.new", POSITION, STORED, 3, false, headers));
  }

  @Test
  void aCopyWithDataThatWasNotDeliveredSaysSo() {
    Headers copy =
        RetryHeaders.write(new Fixed("orders.new", Headers.empty()), POSITION, new byte[1]);

    assertThat(RetryHeaders.read(copy).isWithoutItsData()).isTrue();
  }

  @Test
  void headersThatNatsReadsAreHiddenAndNotLost() {
    Headers headers =
        Headers.of("Nats-Msg-Id", "one")
            .with("Nats-TTL", "1s")
            .with("Nats-Rollup", "all")
            .with("Nats-Schedule", "@at nonsense");

    Headers copy = copyOf("orders.new", headers);

    assertThat(copy.names()).noneMatch(name -> name.startsWith("Nats-"));
    assertThat(RetryHeaders.read(copy).headers()).isEqualTo(headers);
  }

  @Test
  void whatTheServerAddsToACopyIsNotTheOriginals() {
    Headers copy =
        copyOf("orders.new", Headers.of("a", "1"))
            .with("Nats-Scheduler", "RETRY.ORDERS.c.later.7")
            .with("Nats-Schedule-Next", "purge");

    assertThat(RetryHeaders.read(copy).headers()).isEqualTo(Headers.of("a", "1"));
  }

  @Test
  void aCopyOfACopyThatSomebodyPublishedAnewKeepsItsHeaders() {
    Headers headers = copyOf("orders.new", Headers.of("Nats-Msg-Id", "one"));

    assertThat(RetryHeaders.read(copyOf("orders.again", headers)).headers()).isEqualTo(headers);
  }

  @Test
  void aSubjectMayBeAnyText() {
    Headers copy = copyOf("bestellungen.größe.+%25", Headers.empty());

    assertThat(copy.first("Weft-Retry-Subject").orElseThrow()).isPrintable();
    assertThat(RetryHeaders.read(copy).subject()).isEqualTo("bestellungen.größe.+%25");
  }

  @Test
  void whatIsNoCopyIsSaidToBeNone() {
    assertThatThrownBy(() -> RetryHeaders.read(Headers.of("a", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Weft-Retry-");
    assertThatThrownBy(
            () -> RetryHeaders.read(copyOf("s", Headers.empty()).with("Weft-Retry-Stored", "soon")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Weft-Retry-Stored");
  }
}
