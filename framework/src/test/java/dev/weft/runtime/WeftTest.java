package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.ConfigurationException;
import dev.weft.Publisher;
import dev.weft.codec.JsonCodec;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Time;
import dev.weft.memory.MemoryTransport;
import dev.weft.runtime.TestHandlers.Order;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.MovedMachine;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The runtime's start and stop, on the memory transport. */
class WeftTest {

  @BeforeEach
  void reset() {
    TestHandlers.reset();
  }

  @Test
  void everyConfiguredHandlerIsAtWork() {
    try (WorkerRuntime weft =
        start(
            handler("note", TestHandlers.Noting.class, "orders.a"),
            handler("forward", TestHandlers.Forwarding.class, "orders.b"))) {
      Publisher<Order> orders = weft.publisher(JsonCodec.of(Order.class));
      orders.publish("orders.a", new Order("1", 10));
      orders.publish("orders.b", new Order("2", 20));

      await()
          .untilAsserted(
              () ->
                  assertThat(TestHandlers.SEEN)
                      .containsExactlyInAnyOrder("1#1", "forward forwarded 2"));
    }
  }

  @Test
  void aConsumerThatKeepsSlotsEmptyIsWarnedOfWithTheNumbersToSet() {
    try (CapturedLog log = CapturedLog.of("dev.weft.runtime", Level.WARN);
        WorkerRuntime enough =
            start(
                handler("few", TestHandlers.Noting.class, "orders.a"),
                "weft.handlers.few.concurrency = 20000");
        WorkerRuntime tooFew =
            start(
                handler("many", TestHandlers.Noting.class, "orders.b"),
                "weft.handlers.many.concurrency = 25000",
                "weft.handlers.many.consumer.max_ack_pending = 20000")) {
      assertThat(enough.problems()).doesNotContain("stopping");
      assertThat(tooFew.problems()).doesNotContain("stopping");

      assertThat(log.lines())
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("handler many: concurrency = 25000", "has max_ack_pending = 20000", "= 50000");
    }
  }

  @Test
  void itIsReadyOnceEveryWorkerTakesAndNotAnyMoreWhenItIsStopped() {
    WorkerRuntime weft = start(handler("note", TestHandlers.Noting.class, "orders.>"));
    await().until(() -> weft.problems().isEmpty());

    weft.stop();

    assertThat(weft.problems()).contains("stopping", "not connected: closed");
  }

  @Test
  void aPausedHandlerTakesNothingUntilItIsResumedAndTheOthersGoOn() {
    try (WorkerRuntime weft =
        start(
            handler("note", TestHandlers.Noting.class, "orders.a"),
            handler("forward", TestHandlers.Forwarding.class, "orders.b"))) {
      Publisher<Order> orders = weft.publisher(JsonCodec.of(Order.class));
      await().until(() -> weft.problems().isEmpty());

      weft.pause("note");
      weft.pause("note");
      orders.publish("orders.a", new Order("1", 10));
      orders.publish("orders.b", new Order("2", 20));
      await().until(() -> TestHandlers.SEEN.contains("forward forwarded 2"));
      assertThat(weft.problems())
          .containsExactly("handler note: paused by Weft.pause, until Weft.resume is called");
      assertThat(TestHandlers.SEEN).containsExactly("forward forwarded 2");

      weft.resume("note");
      weft.resume("note");
      await().until(() -> TestHandlers.SEEN.contains("1#1"));
      await().until(() -> weft.problems().isEmpty());
    }
  }

  @Test
  void pausingAHandlerThatIsNotThereNamesThoseThatAre() {
    try (WorkerRuntime weft =
        start(
            handler("note", TestHandlers.Noting.class, "orders.a"),
            handler("forward", TestHandlers.Forwarding.class, "orders.b"))) {
      String what = "no handler of the name nobody is at work; expected one of note, forward";

      assertThatThrownBy(() -> weft.pause("nobody"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(what);
      assertThatThrownBy(() -> weft.resume("nobody"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(what);
    }
  }

  @Test
  void aHandlerWithABreakerOfItsOwnPausesByIt() {
    try (WorkerRuntime weft =
        start(
            handler("fail", TestHandlers.Failing.class, "orders.>")
                + "\n"
                + "weft.handlers.fail.breaker { min-outcomes = 2, failure-rate = 1, pause = 1h"
                + " }")) {
      weft.publisher(JsonCodec.of(Order.class)).publish("orders.a", new Order("1", 10));

      await().until(() -> !weft.problems().isEmpty() && TestHandlers.SEEN.size() == 2);
      assertThat(weft.problems())
          .singleElement()
          .asString()
          .startsWith("handler fail: paused for another ")
          .endsWith(": 2 of 2 outcomes failed within 1m");
    }
  }

  @Test
  void middlewareOfTheConfigurationIsAroundTheHandler() {
    try (WorkerRuntime weft =
        start(
            handler("note", TestHandlers.Noting.class, "orders.>")
                + "\nweft.handlers.note.middleware = [\""
                + Configs.name(TestHandlers.Passing.class)
                + "\"]")) {
      weft.publisher(JsonCodec.of(Order.class)).publish("orders.a", new Order("1", 10));

      await()
          .untilAsserted(
              () -> assertThat(TestHandlers.SEEN).containsExactly("passed orders.a", "1#1"));
    }
  }

  @Test
  void aHandlerThatCannotBeConstructedFailsTheStart() {
    assertThatThrownBy(() -> start(handler("broken", TestHandlers.Broken.class, "orders.>")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("weft.handlers.broken")
        .hasMessageContaining("no database");
  }

  @Test
  void stopLetsTheMessageInWorkFinish() {
    WorkerRuntime weft = start(handler("gated", TestHandlers.Gated.class, "orders.>"));
    weft.publisher(JsonCodec.of(Order.class)).publish("orders.a", new Order("1", 10));
    await().until(() -> TestHandlers.SEEN.contains("started 1"));

    Thread stopper = Thread.ofVirtual().start(weft::stop);
    await().until(() -> weft.problems().contains("stopping"));
    TestHandlers.GATE.release();

    await().until(() -> !stopper.isAlive());
    assertThat(TestHandlers.SEEN).containsExactly("started 1", "finished 1");
  }

  @Test
  void whatIsStillInWorkAfterTheDrainIsInterrupted() {
    WorkerRuntime weft =
        start(
            handler("gated", TestHandlers.Gated.class, "orders.>")
                + "\nweft.shutdown { drain = 100ms, interrupt = 10s }");
    weft.publisher(JsonCodec.of(Order.class)).publish("orders.a", new Order("1", 10));
    await().until(() -> TestHandlers.SEEN.contains("started 1"));

    weft.stop();

    assertThat(TestHandlers.SEEN).containsExactly("started 1");
    assertThat(weft.problems()).contains("not connected: closed");
  }

  @Test
  void aHandlerThatIgnoresItsInterruptDoesNotHoldUpTheStop() {
    WorkerRuntime weft =
        start(
            handler("stubborn", TestHandlers.Stubborn.class, "orders.>")
                + "\nweft.shutdown { drain = 100ms, interrupt = 200ms }");
    weft.publisher(JsonCodec.of(Order.class)).publish("orders.a", new Order("1", 10));
    await().until(() -> TestHandlers.SEEN.contains("started 1"));

    await().untilAsserted(weft::stop);

    assertThat(TestHandlers.SEEN).containsExactly("started 1", "interrupted");
  }

  @Test
  void aHandlerWhoseThreadWasGivenUpIsNotWaitedForAtTheStop() {
    var machine = new MovedMachine();
    WorkerRuntime weft =
        WorkerRuntime.start(
            config(
                handler("stubborn", TestHandlers.Stubborn.class, "orders.>"),
                "weft.handlers.stubborn { timeout = 200ms, retry.attempts = 1 }",
                "weft.shutdown.drain = 10m"),
            Configs.CLASSES,
            Observer.none(),
            new MemoryTransport(machine),
            machine,
            Time.of(machine));
    Publisher<Order> orders = weft.publisher(JsonCodec.of(Order.class));
    orders.publish("orders.a", new Order("1", 10));
    orders.publish("orders.a", new Order("quick", 10));
    // Ten seconds of grace lie between the interrupt and the thread's loss.
    machine.passUntil(() -> TestHandlers.SEEN.contains("started quick"));

    await().untilAsserted(weft::stop);

    assertThat(TestHandlers.SEEN).containsExactly("started 1", "interrupted", "started quick");
  }

  @Test
  void stopNowInterruptsAtOnceEvenWhileAStopWaits() {
    WorkerRuntime weft =
        start(
            handler("gated", TestHandlers.Gated.class, "orders.>") + "\nweft.shutdown.drain = 10m");
    weft.publisher(JsonCodec.of(Order.class)).publish("orders.a", new Order("1", 10));
    await().until(() -> TestHandlers.SEEN.contains("started 1"));
    Thread stopper = Thread.ofVirtual().start(weft::stop);
    await().until(() -> weft.problems().contains("stopping"));

    weft.stopNow();

    await().until(() -> !stopper.isAlive());
    assertThat(TestHandlers.SEEN).containsExactly("started 1");
  }

  @Test
  void joinReturnsWhenItIsStopped() {
    WorkerRuntime weft = start(handler("note", TestHandlers.Noting.class, "orders.>"));
    var end = new AtomicReference<String>("");
    Thread joiner =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    weft.join();
                    end.set("joined");
                  } catch (InterruptedException e) {
                    end.set("interrupted");
                  }
                });

    weft.stop();
    weft.stop();

    await().until(() -> !joiner.isAlive());
    assertThat(end).hasValue("joined");
  }

  private static String handler(String name, Class<?> type, String filter) {
    return """
    weft.handlers.%s {
      class = "%s"
      stream = ORDERS
      consumer { filter_subject = "%s" }
      retry { first-delay = 10ms, max-delay = 10ms }
    }
    """
        .formatted(name, Configs.name(type), filter);
  }

  private static WorkerRuntime start(String... parts) {
    return WorkerRuntime.start(config(parts), Configs.CLASSES, Observer.none());
  }

  private static WeftConfig config(String... parts) {
    return Configs.read(
        """
        weft.transport = memory
        weft.streams.ORDERS { subjects = ["orders.>"] }
        weft.streams.FORWARDED { subjects = ["forwarded.>"] }
        """
            + String.join("\n", parts));
  }
}
