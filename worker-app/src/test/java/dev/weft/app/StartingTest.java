package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.testing.ChildJvm;
import dev.weft.testing.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals that come before the start is done. */
class StartingTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration AT_ONCE = Duration.ofSeconds(10); // a JVM's end on a busy machine

  private final AtomicInteger stopped = new AtomicInteger();
  private final AtomicInteger stoppedNow = new AtomicInteger();

  @Test
  void aSigtermWhileItConnectsEndsTheProcessAtOnceAndWithSuccess(@TempDir Path folder)
      throws Exception {
    try (ChildJvm program = connecting(folder)) {
      long start = System.nanoTime();
      program.signal("TERM");

      assertThat(program.exitCode()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }
  }

  @Test
  void soDoTwoOfThem(@TempDir Path folder) throws Exception {
    try (ChildJvm program = connecting(folder)) {
      long start = System.nanoTime();
      program.signal("TERM");
      program.signal("TERM");

      assertThat(program.exitCode()).isIn(0, 143); // the first may have ended it before the second
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }
  }

  /** Before the handlers of signals are there the JVM ends by its own, and 143 is its exit code. */
  @ParameterizedTest
  @ValueSource(ints = {50, 250, 450, 650, 850})
  void twoInTheFirstSecondEndItAsWell(int millis, @TempDir Path folder) throws Exception {
    try (ChildJvm program = starting(folder)) {
      await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
      long start = System.nanoTime();
      program.signal("TERM");
      program.signal("TERM");

      assertThat(program.exitCode()).isIn(0, 143);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }
  }

  @Test
  void aSignalInterruptsWhoStarts() {
    var starting = new Starting();

    starting.stop();

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(starting.isEnded()).isTrue();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void oneThatComesJustBeforeItSucceedsIsNotLost() {
    var starting = new Starting();
    starting.stop();
    starting.stopNow();

    assertThat(succeeded(starting)).isFalse();

    assertThat(Thread.interrupted()).isFalse();
    assertThat(stopped).hasValue(0); // left to whoever has started
  }

  @Test
  void afterThatItStopsWhatWasStarted() {
    var starting = new Starting();
    assertThat(succeeded(starting)).isTrue();

    starting.stop();
    starting.stopNow();

    assertThat(stopped).hasValue(1);
    assertThat(stoppedNow).hasValue(1);
    assertThat(starting.isEnded()).isFalse();
    assertThat(Thread.interrupted()).isFalse();
  }

  private boolean succeeded(Starting starting) {
    return starting.succeeded(stopped::incrementAndGet, stoppedNow::incrementAndGet);
  }

  private static ChildJvm connecting(Path folder) throws Exception {
    ChildJvm program = starting(folder);
    program.await(PATIENCE, () -> (program.out() + program.err()).contains("trying for 5m"));
    return program;
  }

  private static ChildJvm starting(Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("worker.conf"),
            """
            weft {
              nats { servers = "nats://127.0.0.1:%d", connect-timeout = 5m }
              http.enabled = false
              handlers.work { class = "%s", stream = WORK }
            }
            """
                .formatted(Ports.free(), DrainHandlers.Tallying.class.getName()));
    return ChildJvm.start(folder, Main.class, List.of(), "--config", config.toString());
  }
}
