package dev.weft.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.engine.Bench;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.Threads;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.retry.RetryStore;
import dev.weft.engine.worker.Worker;
import dev.weft.machine.Machine;
import dev.weft.testing.FailingLog;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a source may do besides returning: nothing of it ends a worker. */
class SourceFailuresTest {

  @Test
  void anInterruptThatATransportLeftBehindDoesNotCutShortTheWaitForTheNextTry() {
    var handled = new ConcurrentLinkedQueue<String>();
    var tries = new AtomicInteger();
    try (var bench = new Bench().prepared()) {
      bench.through(
          opening(
              bench.memory,
              () -> {
                if (tries.incrementAndGet() <= 3) {
                  Thread.currentThread().interrupt();
                  throw TransportException.passing("away", null);
                }
              }));
      Worker worker = bench.start(message -> handled.add(message.payload()));
      bench.publish("one");

      await().until(() -> handled.contains("one"));

      assertThat(tries.get()).isEqualTo(4);
      assertThat(worker.problem()).isEmpty();
    }
  }

  @Test
  void aLoggerThatFailsAtTheNewsOfAFailureEndsNoWorker() {
    var handled = new ConcurrentLinkedQueue<String>();
    var tries = new AtomicInteger();
    try (FailingLog log = FailingLog.of("dev.weft.engine.worker.WorkerIncidents", Level.WARN);
        var bench = new Bench().prepared()) {
      bench.through(
          opening(
              bench.memory,
              () -> {
                if (tries.incrementAndGet() == 1) {
                  throw TransportException.passing("away", null);
                }
              }));
      bench.start(message -> handled.add(message.payload()));
      bench.publish("one");

      await().until(() -> handled.contains("one"));

      assertThat(log.calls()).isEqualTo(1);
    }
  }

  @Test
  void oneThatCannotBeJoinedByRetriesIsClosedBeforeTheNextIsOpened() {
    var handled = new ConcurrentLinkedQueue<String>();
    var open = new AtomicInteger();
    try (var bench = new Bench().prepared()) {
      bench.through(counting(bench.memory, open)).retryStore(new FailingOnce());
      bench.start(message -> handled.add(message.payload()));
      bench.publish("one");

      await().until(() -> handled.contains("one"));

      assertThat(open.get()).isEqualTo(1);
    }
  }

  @Test
  void anErrorOfASourceIsThrownAsItIs() {
    var watched =
        new WatchedSource(
            Machine.real(), new Failing(new CountDownLatch(0)), Duration.ofMinutes(1));

    assertThatThrownBy(() -> watched.next(1, Duration.ZERO)).isInstanceOf(StackOverflowError.class);

    watched.look(thread -> assertThat(thread).as("nobody waits any more").isNull());
  }

  @Test
  void whoWasGivenUpDoesNotGoOnWhateverItsSourceThrows() {
    var mayFail = new CountDownLatch(1);
    var watched = new WatchedSource(Machine.real(), new Failing(mayFail), Duration.ofMillis(1));
    var thrown = new AtomicReference<@Nullable Throwable>();
    Thread asking =
        Threads.start(
            Machine.real(),
            "asks",
            () -> {
              try {
                watched.next(1, Duration.ZERO);
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    var givenUp = new AtomicReference<@Nullable Thread>();
    await()
        .until(
            () -> {
              watched.look(givenUp::set);
              return givenUp.get() != null;
            });

    mayFail.countDown();

    await().until(() -> thrown.get() != null);
    assertThat(givenUp.get()).isSameAs(asking);
    assertThat(thrown.get())
        .isInstanceOf(WatchedSource.AbandonedException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  private static Transport opening(Transport inner, Runnable before) {
    return (Transport)
        Proxy.newProxyInstance(
            SourceFailuresTest.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("open")) {
                before.run();
              }
              try {
                return method.invoke(inner, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  private static Transport counting(Transport inner, AtomicInteger open) {
    return proxy(
        Transport.class,
        inner,
        (method, result) -> {
          if (!method.equals("open")) {
            return result;
          }
          open.incrementAndGet();
          return proxy(
              Source.class,
              Objects.requireNonNull(result),
              (called, returned) -> {
                if (called.equals("close")) {
                  open.decrementAndGet();
                }
                return returned;
              });
        });
  }

  private static <T> T proxy(
      Class<T> type, Object inner, BiFunction<String, @Nullable Object, @Nullable Object> after) {
    return type.cast(
        Proxy.newProxyInstance(
            SourceFailuresTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return after.apply(method.getName(), method.invoke(inner, arguments));
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            }));
  }

  /** Finds no memory at first. */
  private static final class FailingOnce implements RetryStore {

    private final AtomicBoolean failed = new AtomicBoolean();

    @Override
    public Optional<String> keep(Delivery delivery, Outcome.Retry retry) {
      return Optional.empty();
    }

    @Override
    public Source with(
        Source main,
        ReceiveMode mode,
        MessageMemory.Share memory,
        HandlerId handler,
        Observer observer,
        Housekeeper housekeeper) {
      if (failed.compareAndSet(false, true)) {
        throw new OutOfMemoryError("for the test");
      }
      return main;
    }
  }

  /** Throws an Error once it may. */
  private record Failing(CountDownLatch may) implements Source {

    @Override
    public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
      may.await();
      throw new StackOverflowError("for the test");
    }

    @Override
    public void wake() {}

    @Override
    public void extend() {}

    @Override
    public long breaks() {
      return 0;
    }

    @Override
    public void pace(long nanos) {}

    @Override
    public Duration ackWait() {
      return Duration.ofSeconds(30);
    }

    @Override
    public void close() {}
  }
}
