package dev.weft.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.machine.Machine;
import dev.weft.machine.MachineContract;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class MovedMachineTest implements MachineContract {

  private final MovedMachine machine = new MovedMachine();

  @Override
  public Machine machine() {
    return machine;
  }

  @Test
  void aMoveEndsAWaitOfHours() throws InterruptedException {
    Thread sleeper = machine.virtual("sleeps", () -> sleep(Duration.ofHours(1)));
    sleeper.start();

    while (!machine.join(sleeper, SHORT)) { // it may not sleep yet
      machine.move(Duration.ofHours(1));
    }
  }

  @Test
  void aMoveBringsATimer() throws InterruptedException {
    var ran = new CountDownLatch(1);
    try (var timers = machine.timers("timers")) {
      timers.after(Duration.ofHours(1).toNanos(), ran::countDown);

      machine.move(Duration.ofHours(1));

      assertThat(machine.await(ran, LONG)).isTrue();
    }
  }

  private void sleep(Duration time) {
    try {
      machine.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
