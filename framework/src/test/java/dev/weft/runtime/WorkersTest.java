package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.config.ShutdownConfig;
import dev.weft.engine.AtWork;
import dev.weft.engine.Housekeeper;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of the workers when one of them, or what a stop closes, fails. */
class WorkersTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final ShutdownConfig LIMITS =
      new ShutdownConfig(Duration.ofSeconds(20), Duration.ofSeconds(5));

  private final Fake good = new Fake("good");
  private final Fake bad = new Fake("bad");

  @Test
  void oneThatEndsByItselfIsNamedAtOnceAndTheOthersFinish() throws InterruptedException {
    bad.failure = new NoClassDefFoundError("com/example/Gone");
    good.mayEnd = new CountDownLatch(1);
    Workers workers = fork(new MemoryTransport());
    assertThat(workers.problems()).isEmpty();

    bad.end.countDown();

    await()
        .atMost(AT_ONCE)
        .until(
            () ->
                workers
                    .problems()
                    .contains(
                        "weft-bad ended, which no worker may: NoClassDefFoundError:"
                            + " com/example/Gone"));
    await().until(() -> good.end.getCount() == 0);
    assertThat(good.interrupted).isFalse();
    good.mayEnd.countDown();
    assertThatThrownBy(workers::join)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("weft-bad ended");
    assertThat(good.interrupted).isFalse();
  }

  @Test
  void oneThatReturnsUnaskedIsToldOfAsWell() {
    Workers workers = fork(new MemoryTransport());

    bad.end.countDown();

    assertThatThrownBy(workers::join)
        .hasMessage(
            "weft-bad ended, which no worker may: it returned, though nobody had stopped it");
  }

  @Test
  void whateverFailsToCloseTheStopEnds() throws InterruptedException {
    var inner = new MemoryTransport();
    Transport failing =
        (Transport)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Transport.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    throw new NoClassDefFoundError("the socket is gone");
                  }
                  try {
                    return method.invoke(inner, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getTargetException();
                  }
                });
    bad.stopFailure = new IllegalStateException("cannot be stopped");
    Workers workers = fork(failing);

    workers.stop();

    workers.join();
    workers.stop(); // a second one returns too
    assertThat(workers.problems()).contains("stopping");
  }

  private Workers fork(Transport transport) {
    return Workers.fork(
        List.of(good, bad),
        List.of(),
        new Handlers(Configs.CLASSES),
        new Housekeeper(),
        transport,
        LIMITS);
  }

  /** Works until it is finished, and may fail then. */
  private static final class Fake implements AtWork {

    private final String name;
    private final CountDownLatch end = new CountDownLatch(1);
    private CountDownLatch mayEnd = new CountDownLatch(0);
    private @Nullable Error failure;
    private @Nullable RuntimeException stopFailure;
    private volatile boolean interrupted;

    Fake(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void run() throws InterruptedException {
      try {
        end.await();
        mayEnd.await();
      } catch (InterruptedException e) {
        interrupted = true;
        throw e;
      }
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void stop() {
      finish();
      if (stopFailure != null) {
        throw stopFailure;
      }
    }

    @Override
    public void finish() {
      end.countDown();
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public Optional<String> problem() {
      return Optional.empty();
    }
  }
}
