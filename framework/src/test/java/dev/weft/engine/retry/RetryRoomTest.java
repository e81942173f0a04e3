package dev.weft.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.weft.TransportException;
import dev.weft.machine.Machine;
import dev.weft.testing.StillMachine;
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
  private final StillMachine machine = new StillMachine();

  private RetryRoom room(Map<String, Object> settings, long messages, long bytes) {
    return new RetryRoom(
        machine,
        "S_RETRY",
        () -> {
          looks.incrementAndGet();
          return Optional.of(new StreamState(settings, messages, bytes, messages, Map.of()));
        });
  }

  @Test
  void withoutALimitTheServerIsAskedOnceASecondAtMost() {
    RetryRoom room = room(Map.of("max_bytes", -1), 1_000_000, 1L << 40);
    for (int i = 0; i < 10_000; i++) {
      room.take(1_000_000, HOUR);
    }

    assertThat(looks).hasValue(1);
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
            machine,
            "S_RETRY",
            () -> {
              looks.incrementAndGet();
              throw TransportException.passing("for the test", null);
            });

    for (int i = 0; i < 100; i++) {
      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() -> room.take(1, HOUR))
          .withMessage("for the test");
    }

    assertThat(looks).hasValue(1);
  }

  @Test
  void aStreamThatIsGoneRefusesNothing() {
    assertThatNoException()
        .isThrownBy(() -> new RetryRoom(Machine.real(), "S_RETRY", Optional::empty).take(1, HOUR));
  }

  @Test
  void aMessageMoreThanNineTenthsOfThemHasNoRoom() {
    RetryRoom room = room(Map.of("max_msgs", 10), 8, 0);

    room.take(1, HOUR);

    RetryRoom full = room(Map.of("max_msgs", 10), 9, 0);
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> full.take(1, HOUR))
        .withMessageContaining("10 of its max_msgs = 10 are used");
  }

  @Test
  void asLongAsNoMoreThanHalfIsUsedAnAnswerIsGoodForASecond() {
    RetryRoom room = room(Map.of("max_msgs", 10), 0, 0);
    for (int i = 0; i < 6; i++) {
      room.take(1, HOUR);
    }
    assertThat(looks).hasValue(1);

    room.take(1, HOUR);

    assertThat(looks).as("what the server says counts, and no more what was added").hasValue(2);
    room.take(1, HOUR);
    assertThat(looks).hasValue(2);
  }

  @Test
  void anAnswerIsNotGoodForLonger() {
    RetryRoom room = room(Map.of(), 0, 0);
    room.take(1, HOUR);
    room.take(1, HOUR);
    assertThat(looks).hasValue(1);

    machine.move(Duration.ofSeconds(1));
    room.take(1, HOUR);
    assertThat(looks).hasValue(1);
    machine.move(Duration.ofNanos(1));
    room.take(1, HOUR);

    assertThat(looks).hasValue(2);
  }

  @Test
  void whatHasWaitedForAServerThatIsBackIsTaken() {
    var room =
        new RetryRoom(
            machine,
            "S_RETRY",
            () -> {
              if (looks.incrementAndGet() == 1) {
                throw TransportException.passing("for the test", null);
              }
              return Optional.of(new StreamState(Map.of(), 0, 0, 0, Map.of()));
            });
    assertThatExceptionOfType(TransportException.class).isThrownBy(() -> room.take(1, HOUR));

    machine.move(Duration.ofMillis(1_001));
    room.take(1, HOUR);
    room.take(1, HOUR);

    assertThat(looks).hasValue(2);
  }

  @Test
  void whatIsDueAMinuteBeforeItWouldBeTooOldHasRoom() {
    RetryRoom room = room(Map.of("max_age", HOUR.toNanos()), 0, 0);

    room.take(1, HOUR.minusMinutes(1));

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> room.take(1, HOUR.minusMinutes(1).plusNanos(1)))
        .withMessageContaining("its max_age of 3600 s lets a message go that waits for 3540 s");
  }
}
