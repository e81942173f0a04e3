package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testing.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Path config =
        Files.writeString(
            folder.resolve("worker.conf"),
            """
            weft {
              nats { servers = "nats://127.0.0.1:%d", connect-timeout = 5m }
              http.enabled = false
              handlers.work { class = "%s", stream = WORK, codec = string }
            }
            """
                .formatted(Ports.free(), DrainHandlers.Tallying.class.getName()));
    ChildJvm program = ChildJvm.start(folder, Main.class, List.of(), "--config", config.toString());
    program.await(PATIENCE, () -> (program.out() + program.err()).contains("trying for 5m"));
    return program;
  }
}
