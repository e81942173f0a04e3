package dev.weft.runtime.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.engine.ManagedWorker;
import dev.weft.engine.Threads;
import dev.weft.engine.Uninterruptibly;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.BlockedLog;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.FailingLog;
import dev.weft.testing.Shortage;
import dev.weft.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of the workers when one of them, or what a stop closes, fails. */
class WorkersTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final StopLimits LIMITS =
      new StopLimits(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(1));

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
    Transport failing =
        closing(
            () -> {
              throw new NoClassDefFoundError("the socket is gone");
            });
    bad.stopFailure = new IllegalStateException("cannot be stopped");
    Workers workers = fork(failing);

    workers.stop();

    workers.join();
    workers.stop(); // a second one returns too
    assertThat(workers.problems()).contains("stopping");
  }

  @Test
  void whereNotAllThreadsCanBeStartedTheStartFailsWithTheCauseAndAllIsClosed() {
    Uninterruptibly.join(
        Threads.start(Machine.real(), "first", () -> {})); // which makes others, of the JDK's
    for (int made = 0; made <= 3; made++) { // the scope's, one for each worker, and the sign's
      var closed = new AtomicInteger();
      Transport transport = closing(closed::incrementAndGet);
      var one = new Fake("one");
      var other = new Fake("other");
      var shortage = new Shortage();
      shortage.begin(made, 1);
      try {
        assertThatThrownBy(() -> fork(List.of(one, other), transport))
            .as("after " + made)
            .isInstanceOf(OutOfMemoryError.class)
            .hasMessage("unable to create a thread");
      } finally {
        shortage.remove();
      }
      // Without a thread for the scope nothing has begun, and whoever starts closes.
      assertThat(closed.get()).as("after " + made).isEqualTo(made == 0 ? 0 : 1);
      assertThat(one.atWork).isFalse();
      assertThat(other.atWork).isFalse();
      assertThat(one.interrupted).isFalse();
    }
  }

  @Test
  void aLoggerThatThrowsKeepsNothingFromStartingNorFromStopping() throws InterruptedException {
    var closed = new AtomicInteger();
    try (var log = FailingLog.of("dev.weft", Level.INFO)) {
      Workers workers = fork(closing(closed::incrementAndGet));
      await().until(() -> good.atWork && bad.atWork);

      workers.stop();

      workers.join();
      assertThat(log.calls()).isGreaterThanOrEqualTo(3);
    }
    assertThat(closed.get()).isEqualTo(1);
  }

  @Test
  void aLoggerThatBlocksKeepsNothingFromStartingNorFromStopping() throws InterruptedException {
    var closed = new AtomicInteger();
    bad.failure = new NoClassDefFoundError("com/example/Gone"); // which is logged
    try (var log = BlockedLog.of("dev.weft", Level.INFO)) {
      Workers workers = fork(closing(closed::incrementAndGet));
      bad.end.countDown();

      assertThatThrownBy(workers::join).hasMessageContaining("weft-bad ended");
      assertThat(log.calls()).isPositive();
    }
    assertThat(closed.get()).isEqualTo(1);
  }

  @Test
  void aWorkerThatDoesNotReturnFromItsStopDoesNotHoldUpTheStop() throws InterruptedException {
    var closed = new AtomicInteger();
    bad.mayStop = new CountDownLatch(1);
    Workers workers =
        Workers.fork(
            List.of(good, bad),
            List.of(),
            limit -> {},
            new Housekeeper(Machine.real()),
            closing(closed::incrementAndGet),
            new StopLimits(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)));

    workers.stop();

    workers.join();
    assertThat(closed.get()).isEqualTo(1);
    bad.mayStop.countDown();
  }

  @Test
  void aDrainThatIsOverBeforeTheWorkersHaveEndedIsSaidOnlyWhereMessagesAreInWork() {
    good.mayEnd = new CountDownLatch(1); // ends by its interrupt alone
    assertThat(linesOfAStopWithoutDrain()).noneMatch(line -> line.contains("still in work"));

    good.inWork = 1;
    assertThat(linesOfAStopWithoutDrain()).anyMatch(line -> line.contains("still in work"));
  }

  private List<String> linesOfAStopWithoutDrain() {
    try (var log = CapturedLog.of(Drain.class.getName(), Level.WARN)) {
      Workers.fork(
              List.of(good),
              List.of(),
              limit -> {},
              new Housekeeper(Machine.real()),
              new MemoryTransport(),
              new StopLimits(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(1)))
          .stop();
      return log.lines();
    }
  }

  @Test
  void stopNowEndsTheDrainAlsoWhereAHandlerIgnoresItsInterrupt() throws InterruptedException {
    good.mayEnd = new CountDownLatch(1);
    good.mayEndInterrupted = new CountDownLatch(1);
    Workers workers =
        Workers.fork(
            List.of(good),
            List.of(),
            limit -> {},
            new Housekeeper(Machine.real()),
            new MemoryTransport(),
            new StopLimits(Duration.ofHours(1), Duration.ZERO, Duration.ofSeconds(1)));
    Thread stopper = Thread.ofVirtual().start(workers::stop);
    await().until(() -> workers.problems().contains("stopping"));

    workers.stopNow();

    workers.join();
    await().until(() -> !stopper.isAlive());
    good.mayEndInterrupted.countDown();
  }

  @Test
  void aConnectionThatDoesNotCloseDoesNotHoldUpTheStop() throws InterruptedException {
    var mayClose = new CountDownLatch(1);
    Workers workers = fork(closing(mayClose::await));

    workers.stop();

    workers.join();
    mayClose.countDown();
  }

  @Test
  void aStopWithoutThreadsStopsAllTheSame() throws InterruptedException {
    var closed = new AtomicInteger();
    Workers workers = fork(closing(closed::incrementAndGet));
    await().until(() -> good.atWork && bad.atWork);
    var shortage = new Shortage();
    shortage.begin(100);
    try {
      workers.stop();
    } finally {
      shortage.remove();
    }

    workers.join();
    assertThat(closed.get()).isEqualTo(1);
    assertThat(good.interrupted).isFalse();
  }

  private static Transport closing(UserCode.Body close) {
    var inner = new MemoryTransport();
    return (Transport)
        Proxy.newProxyInstance(
            WorkersTest.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                close.run();
              }
              try {
                return method.invoke(inner, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  private Workers fork(Transport transport) {
    return fork(List.of(good, bad), transport);
  }

  private static Workers fork(List<ManagedWorker> named, Transport transport) {
    return Workers.fork(
        named, List.of(), limit -> {}, new Housekeeper(Machine.real()), transport, LIMITS);
  }

  /** Works until it is finished, and may fail then. */
  private static final class Fake implements ManagedWorker {

    private final String name;
    private final CountDownLatch end = new CountDownLatch(1);
    private CountDownLatch mayEnd = new CountDownLatch(0);
    private CountDownLatch mayEndInterrupted = new CountDownLatch(0);
    private @Nullable Error failure;
    private @Nullable RuntimeException stopFailure;
    private CountDownLatch mayStop = new CountDownLatch(0);
    private volatile boolean interrupted;
    private volatile boolean atWork;
    private volatile int inWork;

    Fake(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void run() throws InterruptedException {
      atWork = true;
      try {
        end.await();
        mayEnd.await();
      } catch (InterruptedException e) {
        interrupted = true;
        Uninterruptibly.await(mayEndInterrupted);
        throw e;
      } finally {
        atWork = false;
      }
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void stop() {
      finish();
      Uninterruptibly.await(mayStop);
      if (stopFailure != null) {
        throw stopFailure;
      }
    }

    @Override
    public void finish() {
      end.countDown();
    }

    @Override
    public int inWork() {
      return inWork;
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
