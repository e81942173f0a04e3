package dev.weft.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.weft.TransportException;
import dev.weft.machine.Machine;
import dev.weft.transport.StreamState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How much of a stream of retries is used before it refuses, and how often the server is asked. */
class RetryRoomTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final AtomicInteger looks = new AtomicInteger();

  private RetryRoom room(Map<String, Object> settings, long messages, long bytes) {
    return new RetryRoom(
        Machine.real(),
        "S_RETRY",
        () -> {
          looks.incrementAndGet();
          return Optional.of(new StreamState(settings, messages, bytes));
        });
  }

  @Test
  void withoutALimitTheServerIsAskedOnceASecondAtMost() {
    RetryRoom room = room(Map.of("max_bytes", -1), 1_000_000, 1L << 40);
    long start = System.nanoTime();

    for (int i = 0; i < 10_000; i++) {
      room.take(1_000_000, HOUR);
    }

    assertThat(looks.get()).isLessThanOrEqualTo(2 + seconds(start));
  }

  @Test
  void itsBytesAreCountedAndFromAHalfOnTheServerIsAskedEachTime() {
    RetryRoom room = room(Map.of("max_bytes", 1_000), 0, 700);

    room.take(100, HOUR);
    room.take(100, HOUR);

    assertThat(looks.get()).isEqualTo(2);
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> room.take(300, HOUR))
        .matches(TransportException::isWithoutEffect)
        .withMessageContaining("1000 of its max_bytes = 1000 are used");
  }

  @Test
  void whatIsDueTogetherHasNoRoomWhereASubjectHasALimit() {
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> room(Map.of("max_msgs_per_subject", 1), 0, 0).take(1, HOUR))
        .withMessageContaining("max_msgs_per_subject");
  }

  @Test
  void aServerThatDoesNotAnswerIsNotWaitedForByEachOfMany() {
    var room =
        new RetryRoom(
            Machine.real(),
            "S_RETRY",
            () -> {
              looks.incrementAndGet();
              throw TransportException.passing("for the test", null);
            });
    long start = System.nanoTime();

    for (int i = 0; i < 100; i++) {
      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() -> room.take(1, HOUR))
          .withMessage("for the test");
    }

    assertThat(looks.get()).isLessThanOrEqualTo(2 + seconds(start));
  }

  @Test
  void aStreamThatIsGoneRefusesNothing() {
    assertThatNoException()
        .isThrownBy(() -> new RetryRoom(Machine.real(), "S_RETRY", Optional::empty).take(1, HOUR));
  }

  private static int seconds(long start) {
    return (int) Duration.ofNanos(System.nanoTime() - start).toSeconds();
  }
}
