package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.BreakerPolicy;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.dispatch.KeyedExecutor;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.partition.LeaseGuard;
import dev.weft.engine.worker.Worker;
import dev.weft.engine.worker.WorkerThreads;
import dev.weft.machine.Machine;
import dev.weft.testing.BlockedLog;
import dev.weft.testing.Shortage;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An observer or a logger that blocks for ever holds up whoever calls it, and nobody else. */
@Timeout(60)
class BlockedTellingTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final BlockedObserver observer = new BlockedObserver();

  @AfterEach
  void unblock() {
    observer.open.countDown();
  }

  @Test
  void anObserverOfBatchesThatBlocksHoldsUpNoStop() {
    try (var bench = new Bench()) {
      Worker worker =
          bench
              .concurrency(2)
              .batch(2, Duration.ofHours(1))
              .observer(observer)
              .startBatches(messages -> {});
      bench.publish("one");
      await().until(() -> observer.calls.get() > 0);

      returns(worker::finish);

      observer.open.countDown();
    }
  }

  @Test
  void anObserverOfBatchesThatBlocksHoldsUpNoOtherBatch() {
    var handled = new AtomicInteger();
    try (var bench = new Bench()) {
      bench
          .concurrency(2)
          .batch(2, Duration.ofMillis(1))
          .observer(observer)
          .startBatches(messages -> handled.addAndGet(messages.size()));
      bench.publish("one");
      await().until(() -> observer.calls.get() > 0);

      bench.publish("two", "three");

      await().atMost(SOON).until(() -> handled.get() >= 1);
      observer.open.countDown();
      await().until(() -> handled.get() == 3);
    }
  }

  @Test
  void anObserverOfAPauseThatBlocksHoldsUpNobodyWhoAsksTheBreaker() {
    var policy = BreakerPolicy.builder().minOutcomes(1).build();
    var breaker = new Breaker(Parts.ID, policy, observer, System::nanoTime);
    Threads.start(
        Machine.real(),
        "fails",
        () -> breaker.failed(breaker.period(), Failure.of(new IOException("away"))));
    await().until(() -> observer.calls.get() > 0);

    returns(breaker::nanosLeft);

    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);
  }

  @Test
  void aLoggerThatBlocksAtAPauseHoldsUpNoStop() {
    Gate gate = Parts.gate();
    try (var log = BlockedLog.of(Gate.class.getName(), Level.INFO)) {
      Threads.start(Machine.real(), "pauses", gate::pause);
      await().until(() -> log.calls() > 0);

      returns(gate::stop);
    }
  }

  @Test
  void aLoggerThatBlocksAtAThreadThatIsGivenUpHoldsUpNobodyWhoJoins() {
    var threads = new WorkerThreads(Machine.real(), "test", () -> true);
    var fail = new CountDownLatch(1);
    try (var log = BlockedLog.of(WorkerThreads.class.getName(), Level.WARN)) {
      threads.start(
          () -> {
            fail.await();
            throw new IllegalStateException("given up");
          });
      threads.start(() -> true);
      fail.countDown();
      await().until(() -> log.calls() > 0);

      returns(threads::join);
    }
  }

  @Test
  void aLoggerThatBlocksWhereNoThreadCanBeStartedHoldsUpNoOtherKey() {
    Gate gate = Parts.gate();
    var housekeeper = new Housekeeper(Machine.real());
    var executor =
        new KeyedExecutor(
            Parts.slots(1),
            gate,
            Parts.inFlight(work -> java.util.Optional.of(Outcome.Ack.INSTANCE)),
            housekeeper,
            Parts.memory());
    try (var log = BlockedLog.of("dev.weft.engine.dispatch.SlotThreads", Level.ERROR)) {
      Threads.start(
          Machine.real(),
          "adds",
          () -> {
            var shortage = new Shortage();
            shortage.begin(1);
            executor.add("a", new CountedDelivery(1));
          });
      await().until(() -> log.calls() > 0);

      returns(() -> executor.add("b", new CountedDelivery(2)));
    } finally {
      housekeeper.close();
    }
  }

  @Test
  void aLoggerThatBlocksKeepsTheFenceFromNothing() {
    var interrupted = new CountDownLatch(1);
    var workers =
        new LeaseGuard.Guarded() {
          @Override
          public Collection<?> stopAll() {
            return Set.of("stopped"); // which is logged
          }

          @Override
          public Collection<?> interruptAll() {
            interrupted.countDown();
            return List.of();
          }
        };
    var notifier = new Notifier(Machine.real(), "test-log");
    try (var log = BlockedLog.of(LeaseGuard.class.getName(), Level.INFO);
        var fence =
            new LeaseGuard(Machine.real(), "test", Duration.ofSeconds(3), workers, notifier)) {
      fence.start();
      await().until(() -> log.calls() > 0);

      await().atMost(SOON).until(() -> interrupted.getCount() == 0);
    }
  }

  private static void returns(UserCode.Body call) {
    Thread thread = Threads.start(Machine.real(), "returns", () -> UserCode.run(call));
    await("it returns").atMost(SOON).until(() -> !thread.isAlive());
  }

  /** Returns from none of the calls that may come under a lock. */
  private static final class BlockedObserver implements Observer {

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public Processing processing(HandlerId handler, Delivery delivery) {
      return Observer.none().processing(handler, delivery);
    }

    @Override
    public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {}

    @Override
    public Sending sending(
        String subject, String messageId, dev.weft.Headers headers, int bodySize) {
      return Observer.none().sending(subject, messageId, headers, bodySize);
    }

    @Override
    public void happened(HandlerId handler, Incident incident) {
      block();
    }

    @Override
    public void gathering(HandlerId handler, int messages, Duration most) {
      block();
    }

    private void block() {
      calls.incrementAndGet();
      try {
        if (!open.await(1, TimeUnit.MINUTES)) {
          throw new AssertionError("it was not let go on");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
