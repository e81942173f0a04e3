package dev.weft.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.machine.Machine;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Whether virtual threads run is known by some that were started. */
class CarrierProbeTest {

  private final Deque<Runnable> started = new ArrayDeque<>();
  private long now;
  private boolean starved;
  private final CarrierProbe probe = new CarrierProbe(machine());

  @Test
  void carriersAreFreeOnceThreeHaveRunAtOnce() {
    assertThat(probe.areFree()).isFalse();
    runAfter(0);
    assertThat(probe.areFree()).isFalse();
    runAfter(499);
    assertThat(probe.areFree()).isFalse();
    runAfter(0);
    assertThat(probe.areFree()).isTrue();
    runAfter(0);
    assertThat(probe.areFree()).isTrue();
  }

  @Test
  void oneThatRanLateOrHasNotRunHasThemCountedAnew() {
    threeRunAtOnce();
    assertThat(probe.areFree()).isTrue();
    assertThat(probe.areFree()).as("one that has not run").isFalse();
    runAfter(500);
    assertThat(probe.areFree()).as("one that ran late").isFalse();
    runAfter(0);
    assertThat(probe.areFree()).isFalse();
    runAfter(0);
    assertThat(probe.areFree()).isFalse();
    runAfter(0);
    assertThat(probe.areFree()).isTrue();
  }

  @Test
  void whereNoneCanBeStartedTheyAreNotFree() {
    threeRunAtOnce();
    starved = true;
    assertThat(probe.areFree()).isFalse();
    starved = false;

    assertThat(probe.areFree()).isFalse();
    runAfter(0);
    assertThat(probe.areFree()).isFalse();
  }

  @Test
  void whatIsForgottenIsCountedAnew() {
    threeRunAtOnce();
    probe.forget();

    assertThat(probe.areFree()).isFalse();
    runAfter(0);
    assertThat(probe.areFree()).isFalse();
  }

  private void threeRunAtOnce() {
    for (int i = 0; i < 3; i++) {
      probe.areFree();
      runAfter(0);
    }
  }

  private void runAfter(long millis) {
    now += millis * 1_000_000;
    started.remove().run();
  }

  private Machine machine() {
    return (Machine)
        Proxy.newProxyInstance(
            Machine.class.getClassLoader(),
            new Class<?>[] {Machine.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "nanoTime" -> now;
                  case "virtual" -> virtual((Runnable) arguments[1]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /** A thread that does nothing, for a task that the test runs. */
  private Thread virtual(Runnable task) {
    if (starved) {
      throw new OutOfMemoryError("unable to create a thread");
    }
    started.add(task);
    return Thread.ofVirtual().unstarted(() -> {});
  }
}
