package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aDrainEndsTheProcessWithSuccess(String signal) throws Exception {
    try (ChildJvm program = start("drains")) {
      program.signal(signal);
      assertThat(program.exitCode()).isZero();
    }
  }

  @Test
  void aSecondSignalStopsAtOnceAndIsTheExitCode() throws Exception {
    try (ChildJvm program = start("hangs")) {
      program.signal("INT");
      awaitOutput(program, "draining forever");
      program.signal("TERM");
      assertThat(program.exitCode()).isEqualTo(143);
    }
  }

  @Test
  void aThirdSignalEndsEvenWhatCannotBeStopped() throws Exception {
    try (ChildJvm program = start("stuck")) {
      program.signal("TERM");
      awaitOutput(program, "draining forever");
      program.signal("TERM");
      awaitOutput(program, "cannot stop");
      program.signal("INT");
      assertThat(program.exitCode()).isEqualTo(130);
    }
  }

  private ChildJvm start(String behaviour) {
    ChildJvm program = ChildJvm.start(folder, Program.class, List.of(), behaviour);
    awaitOutput(program, "ready");
    return program;
  }

  private static void awaitOutput(ChildJvm program, String text) {
    await().until(() -> program.out().contains(text));
  }

  /** Waits for signals. */
  static final class Program {

    private Program() {}

    public static void main(String[] args) throws InterruptedException {
      var over = new CountDownLatch(1);
      Runnable drain =
          args[0].equals("drains") ? over::countDown : () -> System.out.println("draining forever");
      Runnable stopNow =
          args[0].equals("stuck") ? () -> System.out.println("cannot stop") : over::countDown;
      Signals signals = Signals.handle(drain, stopNow);
      System.out.println("ready");
      over.await();
      System.exit(signals.exitCode());
    }
  }
}
