package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.TransportException;
import dev.weft.engine.retry.ConsumerRetries;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.provision.Provisioning;
import dev.weft.runtime.wiring.RetryStreams;
import dev.weft.testing.CapturedLog;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The stream that long retries wait in, on a real server (2.12 or newer), and the way without. */
class RetryStreamOnNatsTest {

  @AutoClose private final RetriesOnNats nats = new RetriesOnNats();

  RetryStreamOnNatsTest() throws IOException {}

  @Test
  void aStreamThatWasDeletedIsCreatedAnewAndItsLossIsAnError() throws Exception {
    try (var log = CapturedLog.of(RetryStreams.class.getName(), Level.ERROR);
        WorkerRuntime weft = nats.start(TestHandlers.Later.class)) {
      await().until(() -> weft.problems().isEmpty());
      nats.management.deleteStream("ORDERS_RETRY");
      nats.publish("later");

      await().until(() -> TestHandlers.SEEN.size() == 2);
      assertThat(log.lines())
          .isNotEmpty()
          .allMatch(line -> line.contains("ORDERS_RETRY: was gone"));
    }
  }

  @Test
  void itsConsumerThatWasDeletedIsCreatedAnewAndNothingIsLost() throws Exception {
    try (WorkerRuntime weft = nats.start(TestHandlers.Later.class)) {
      // Long enough that it still waits when its consumer is deleted.
      nats.connection.jetStream().publish("orders.new", RetriesOnNats.json("later", 6));
      await().until(() -> nats.messages("ORDERS_RETRY") == 1);
      await().ignoreExceptions().until(() -> nats.info("ORDERS_RETRY").getNumWaiting() > 0);
      nats.management.deleteConsumer("ORDERS_RETRY", "test");

      await().until(() -> TestHandlers.SEEN.size() == 2);
      assertThat(weft.problems()).isEmpty();
    }
  }

  @Test
  void theStreamGoesWhereTheOriginalGoesAndKeepsWhatItHasForEver() throws Exception {
    try (WorkerRuntime weft = nats.start(TestHandlers.Later.class)) {
      nats.publish("later");
      await().until(() -> TestHandlers.SEEN.size() == 2);
      assertThat(weft.problems()).isEmpty();
    }

    StreamConfiguration stream = nats.management.getStreamInfo("ORDERS_RETRY").getConfiguration();
    assertThat(stream.getSubjects()).containsExactly("RETRY.ORDERS.>");
    assertThat(stream.getRetentionPolicy()).isEqualTo(RetentionPolicy.WorkQueue);
    assertThat(stream.getMaxAge()).isZero();
    assertThat(nats.info("ORDERS_RETRY").getConsumerConfiguration().getAckWait())
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(WorkerRuntime.check(nats.config(TestHandlers.Later.class))).isEmpty();
  }

  @Test
  void aStreamOfThatNameThatKeepsNoSchedulesFailsTheStart() throws Exception {
    nats.management.addStream(
        StreamConfiguration.builder().name("ORDERS_RETRY").subjects("RETRY.ORDERS.>").build());

    assertThatThrownBy(() -> nats.start(TestHandlers.Later.class).stop())
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("stream ORDERS_RETRY: cannot keep retries")
        .hasMessageContaining("allow_msg_schedules");
  }

  @Test
  void whereTheHandlerDoesNotWantItTheMessageWaitsInItsSlot() throws Exception {
    try (WorkerRuntime weft =
        nats.start(
            TestHandlers.Later.class, "scheduled-retries = false, consumer.max_ack_pending = 1")) {
      nats.publish("later", "1");

      await().until(() -> TestHandlers.SEEN.size() == 3);
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(TestHandlers.SEEN.stream().map(seen -> seen.replaceAll(" .*", "")))
        .containsExactly("later#1", "later#2", "1#1");
    assertThat(nats.management.getStreamNames()).doesNotContain("ORDERS_RETRY");
  }

  @Test
  void beforeDelayedMessagesHaveTakenAllSlotsAWarningSaysSo() throws Exception {
    try (var log = CapturedLog.of(ConsumerRetries.class.getName(), Level.WARN);
        WorkerRuntime weft =
            nats.start(
                TestHandlers.Failing.class,
                "scheduled-retries = false, consumer.max_ack_pending = 10",
                "retry { first-delay = 9999h, max-delay = 9999h }")) {
      nats.publish("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");

      await().until(() -> !log.lines().isEmpty());
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("consumer ORDERS/test: 10 of its 10 slots", "10 of them");
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).hasSize(10);
  }

  /** The server refuses none of them and would drop those that wait longest. */
  @Test
  void aStreamThatIsNearlyFullTakesNoMoreIsNamedAndDropsNothing() throws Exception {
    nats.management.addStream(
        StreamConfiguration.builder()
            .name("ORDERS_RETRY")
            .subjects("RETRY.ORDERS.>")
            .retentionPolicy(RetentionPolicy.WorkQueue)
            .allowMessageSchedules()
            .maxMessages(10)
            .build());
    try (var log = CapturedLog.of(Provisioning.class.getName(), Level.WARN);
        WorkerRuntime weft = nats.start(TestHandlers.Later.class)) {
      assertThat(log.lines()).anyMatch(line -> line.contains("stream ORDERS_RETRY: max_msgs = 10"));
      for (int i = 0; i < 15; i++) {
        nats.connection.jetStream().publish("orders.new", RetriesOnNats.json("later", 6));
      }

      await()
          .untilAsserted(
              () ->
                  assertThat(weft.problems())
                      .singleElement()
                      .asString()
                      .contains("stream ORDERS_RETRY takes no more retries", "max_msgs = 10"));
      await().until(() -> TestHandlers.SEEN.size() == 30);
    }
  }
}
