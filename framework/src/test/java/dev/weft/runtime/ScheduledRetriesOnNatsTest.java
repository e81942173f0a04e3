package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.ReceiveMode;
import dev.weft.engine.retry.RetryWatch;
import dev.weft.engine.retry.ScheduledRetries;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.machine.Machine;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import io.nats.client.Connection;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Long retries that wait in a stream of their own, on a real server (2.12 or newer). */
class ScheduledRetriesOnNatsTest {

  @AutoClose private final RetriesOnNats nats = new RetriesOnNats();

  ScheduledRetriesOnNatsTest() throws IOException {}

  @Test
  void aLongRetryHoldsNoSlotAndComesBackAsItWas() throws Exception {
    try (WorkerRuntime weft =
        nats.start(TestHandlers.Later.class, "consumer.max_ack_pending = 1")) {
      nats.connection
          .jetStream()
          .publish(
              "orders.special",
              new Headers().add("Nats-Msg-Id", "id-1").add("a", "1", "2"),
              RetriesOnNats.json("later", 6)); // so that the others come first
      nats.publish("1", "2", "3");

      await().until(() -> TestHandlers.SEEN.size() == 5);
      await().until(() -> nats.left("ORDERS") == 0 && nats.messages("ORDERS_RETRY") == 0);
      assertThat(weft.problems()).isEmpty();
    }

    String same = " orders.special id-1 ORDERS/1 {a=[1, 2], Nats-Msg-Id=[id-1]}";
    assertThat(TestHandlers.SEEN)
        .containsExactly("later#1" + same, "1#1", "2#1", "3#1", "later#2" + same);
  }

  @Test
  void attemptsSpentOverLongRetriesMakeOneDeadLetterOfTheOriginal() throws Exception {
    try (WorkerRuntime weft = nats.start(TestHandlers.AlwaysLater.class, "retry.attempts = 3")) {
      nats.publish("1");

      await().ignoreExceptions().until(() -> nats.messages("ORDERS_DLQ") == 1);
      await().until(() -> nats.messages("ORDERS_RETRY") == 0);
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(TestHandlers.SEEN).containsExactly("1#1", "1#2", "1#3");
    MessageInfo letter = nats.management.getMessage("ORDERS_DLQ", 1);
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Stream")).isEqualTo("ORDERS");
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Sequence")).isEqualTo("1");
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Subject")).isEqualTo("orders.new");
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Attempts")).isEqualTo("3");
    assertThat(letter.getHeaders().keySet()).noneMatch(name -> name.startsWith("Weft-Retry-"));
  }

  @Test
  void whatWaitsSurvivesARestartOfTheServerAlsoWhenItIsOverdueByThen() throws Exception {
    try (WorkerRuntime weft = nats.start(TestHandlers.AlwaysLater.class, "retry.attempts = 2")) {
      nats.publish(IntStream.range(0, 50).mapToObj(String::valueOf).toArray(String[]::new));
      await().until(() -> TestHandlers.SEEN.size() >= 50);
      nats.server.kill();
      Instant overdue = Instant.now().plusSeconds(2);
      await().until(() -> Instant.now().isAfter(overdue));
      nats.server.restart();

      await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() -> nats.messages("ORDERS_DLQ") == 50);
      await().ignoreExceptions().until(() -> nats.messages("ORDERS_RETRY") == 0);
      await().until(() -> weft.problems().isEmpty());
    }
    assertThat(IntStream.range(0, 50).mapToObj(i -> i + "#2"))
        .allMatch(TestHandlers.SEEN::contains);
  }

  @Test
  void whatIsDueWhileNoHandlerRunsComesAfterTheNextStart() throws Exception {
    try (WorkerRuntime weft = nats.start(TestHandlers.Later.class)) {
      // Longer than a stop takes, or it would be received and handed back.
      nats.connection.jetStream().publish("orders.new", RetriesOnNats.json("later", 8));
      await().until(() -> nats.messages("ORDERS_RETRY") == 1);
      assertThat(weft.problems()).isEmpty();
    }
    await().until(() -> nats.due() == 1);

    try (WorkerRuntime weft = nats.start(TestHandlers.Later.class)) {
      await().until(() -> TestHandlers.SEEN.size() == 2);
      await().until(() -> nats.messages("ORDERS_RETRY") == 0);
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).element(1).asString().startsWith("later#2 ");
  }

  @Test
  void whatDiedBetweenItsScheduleAndItsAcknowledgementIsHandledOnceMore() throws Exception {
    nats.start(TestHandlers.Noting.class).stop(); // creates the streams and the consumers
    nats.publish("1");
    scheduleAndDie(Duration.ofSeconds(2));

    try (WorkerRuntime weft = nats.start(TestHandlers.Noting.class)) {
      await().until(() -> nats.messages("ORDERS_RETRY") == 0 && nats.left("ORDERS") == 0);
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).containsExactly("1#2", "1#2");
  }

  @Test
  void whatDiedBetweenItsScheduleAndItsAcknowledgementAndFailsAgainHasOneSchedule()
      throws Exception {
    nats.start(TestHandlers.AlwaysLater.class).stop();
    nats.publish("1");
    scheduleAndDie(Duration.ofMinutes(1));

    try (WorkerRuntime weft = nats.start(TestHandlers.AlwaysLater.class, "retry.attempts = 3")) {
      await().until(() -> TestHandlers.SEEN.contains("1#2"));
      await().ignoreExceptions().until(() -> nats.messages("ORDERS_DLQ") == 1);
      await().until(() -> nats.messages("ORDERS_RETRY") == 0 && nats.left("ORDERS") == 0);
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).containsExactly("1#2", "1#3");
  }

  /** Does what a worker does with a retry, up to the acknowledgement. */
  private void scheduleAndDie(Duration wait) throws Exception {
    var consumer = new ConsumerSpec("ORDERS", "test", Map.of("ack_wait", 3_000_000_000L));
    Connection dying = nats.server.connect();
    Transport transport = JetStreamTransport.on(dying, Duration.ofSeconds(20));
    var retries =
        new ScheduledRetries(
            transport,
            consumer,
            new ScheduledRetries.Timing(
                Duration.ofSeconds(1), InstantSource.system(), Machine.real()),
            new RetryWatch(Machine.real(), transport, "ORDERS", Duration.ofSeconds(1), () -> {}),
            () -> {},
            () -> {});
    Source source = transport.open(consumer, ReceiveMode.PULL);
    Delivery delivery = source.next(1, Duration.ofSeconds(40)).getFirst();
    assertThat(retries.keep(delivery, new Outcome.Retry(wait, "for the test", null))).isPresent();
    dying.close();
  }
}
