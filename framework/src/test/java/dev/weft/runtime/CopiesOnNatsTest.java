package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.ConfigurationException;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.TransportException;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.provision.ReceiptCheck;
import dev.weft.testing.CapturedLog;
import io.nats.client.KeyValue;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** On a real server: what is kept of a message is the message, and a marker is none. */
class CopiesOnNatsTest extends HandlersOnNats {

  /** Puts the first attempt off, and rejects the second. */
  public static final class LaterThenNever implements Handler<byte[]> {
    @Override
    public void handle(Message<byte[]> message) {
      TestHandlers.SEEN.add(message.payload().length + " bytes #" + message.attempt());
      throw message.attempt() == 1
          ? new RetryException(Duration.ofMillis(500), "later")
          : new RejectException("never");
    }
  }

  /** Puts the first attempt off for longer than a second. */
  public static final class LaterOnce implements Handler<String> {
    @Override
    public void handle(Message<String> message) {
      TestHandlers.SEEN.add(message.payload() + "#" + message.attempt());
      if (message.attempt() == 1) {
        throw new RetryException(Duration.ofMillis(2_500), "later");
      }
    }
  }

  @Test
  void ofAMessageThatCameWithoutItsDataTheDataIsKept() throws Exception {
    try (WorkerRuntime weft =
        start(
            LaterThenNever.class,
            """
            streams.WORK { subjects = ["work.>"], retention = workqueue }
            handlers.test { codec = bytes, consumer.headers_only = true }
            """)) {
      publish("data");

      await().until(() -> stored("WORK_DLQ") == 1);
      await().until(() -> weft.problems().isEmpty());
    }

    assertThat(TestHandlers.SEEN).containsExactly("0 bytes #1", "0 bytes #2");
    assertThat(management.getMessage("WORK_DLQ", 1).getData()).asString(UTF_8).isEqualTo("data");
    assertThat(stored("WORK")).isZero();
  }

  @Test
  void whatDecodesDataIsRefusedWhereThereIsNone() throws Exception {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                start(
                    TestHandlers.Noting.class,
                    "handlers.test { codec = json, consumer.headers_only = true }"))
        .withMessageContainingAll(
            "weft.handlers.test.consumer.headers_only", "expected a handler of byte[]");

    management.addStream(StreamConfiguration.builder().name("WORK").subjects("work.>").build());
    management.addOrUpdateConsumer(
        "WORK", ConsumerConfiguration.builder().durable("test").headersOnly(true).build());
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> start(TestHandlers.Noting.class, ""))
        .withMessageContaining("its consumer has headers_only = true");
  }

  @Test
  void whatHasExpiredBeforeItsNextAttemptIsNotHandledAgain() throws Exception {
    try (WorkerRuntime weft =
        start(
            LaterOnce.class,
            """
            streams.WORK { subjects = ["work.>"], allow_msg_ttl = true }
            handlers.test { codec = string }
            """)) {
      publish("short", "Nats-TTL", "2s");
      publish("long", "Nats-TTL", "1h");
      publish("endless", "Nats-TTL", "never");

      await().until(() -> TestHandlers.SEEN.contains("long#2"));
      await().until(() -> TestHandlers.SEEN.contains("endless#2"));
      await().until(() -> stored("WORK_RETRY") == 0);
      await().until(() -> weft.problems().isEmpty());
    }

    assertThat(TestHandlers.SEEN).contains("short#1").doesNotContain("short#2");
    assertThat(stored("WORK_DLQ")).isZero();
  }

  @Test
  void deletionsInAKeyValueBucketAreSkipped() throws Exception {
    connection
        .keyValueManagement()
        .create(KeyValueConfiguration.builder().name("cfg").maxHistoryPerKey(10).build());
    KeyValue bucket = connection.keyValue("cfg");
    bucket.put("a", "{\"id\":\"1\",\"amount\":1}".getBytes(UTF_8));
    bucket.delete("a");
    bucket.put("b", "{\"id\":\"2\",\"amount\":1}".getBytes(UTF_8));
    bucket.purge("c");
    bucket.put("d", "{\"id\":\"3\",\"amount\":1}".getBytes(UTF_8));

    try (WorkerRuntime weft =
        start(
            TestHandlers.Noting.class,
            "handlers.test { stream = KV_cfg, consumer.filter_subject = \"$KV.cfg.>\" }")) {
      await().until(() -> TestHandlers.SEEN.size() == 3);
      await().until(() -> weft.problems().isEmpty());
      await().until(() -> management.getConsumerInfo("KV_cfg", "test").getNumAckPending() == 0);
    }

    assertThat(TestHandlers.SEEN).containsExactly("1#1", "2#1", "3#1");
    assertThat(stored("KV_cfg_DLQ")).isZero();
  }

  @Test
  void soIsTheServersWordThatTheLastOfASubjectHasExpired() throws Exception {
    try (WorkerRuntime weft =
        start(
            TestHandlers.Noting.class,
            """
            streams.WORK {
              subjects = ["work.>"], allow_msg_ttl = true, allow_rollup_hdrs = true
              subject_delete_marker_ttl = 1m, max_age = 2s
            }
            """)) {
      publish("{\"id\":\"1\",\"amount\":1}");

      await()
          .until(
              () ->
                  management.getConsumerInfo("WORK", "test").getDelivered().getStreamSequence()
                      == 2);
      await().until(() -> management.getConsumerInfo("WORK", "test").getNumAckPending() == 0);
      await().until(() -> weft.problems().isEmpty());
    }

    assertThat(management.getMessage("WORK", 2).getHeaders().getFirst("Nats-Marker-Reason"))
        .isEqualTo("MaxAge");
    assertThat(TestHandlers.SEEN).containsExactly("1#1");
    assertThat(stored("WORK_DLQ")).isZero();
  }

  @Test
  void aStreamThatGivesNoReceiptsIsNamedAndRefusedForWhatWeftKeeps() throws Exception {
    management.addStream(
        StreamConfiguration.builder().name("WORK").subjects("work.>").noAck(true).build());
    try (CapturedLog log = CapturedLog.of(ReceiptCheck.class.getName(), Level.WARN)) {
      start(TestHandlers.Noting.class, "").close();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN stream WORK: has no_ack = true");
    }
    management.deleteStream("WORK_DLQ");
    management.addStream(
        StreamConfiguration.builder().name("WORK_DLQ").subjects("DLQ.WORK.>").noAck(true).build());

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> start(TestHandlers.Noting.class, ""))
        .withMessageStartingWith("stream WORK_DLQ: has no_ack = true");
    assertThat(WorkerRuntime.check(config(TestHandlers.Noting.class, "")))
        .anyMatch(problem -> problem.startsWith("stream WORK_DLQ: has no_ack = true"));
  }

  private WorkerRuntime start(Class<?> handler, String more) {
    return WorkerRuntime.start(config(handler, more), Configs.CLASSES, Observer.none());
  }

  private WeftConfig config(Class<?> handler, String more) {
    return Configs.read(
        """
        weft {
          nats.servers = "%s"
          scheduled-retries.longer-than = 0s
          handlers.test { class = "%s", stream = WORK, breaker.enabled = false }
          %s
        }
        """
            .formatted(server.url(), Configs.name(handler), more));
  }

  private void publish(String text, String... header) throws Exception {
    var headers = new Headers();
    for (int i = 0; i < header.length; i += 2) {
      headers.add(header[i], header[i + 1]);
    }
    connection.jetStream().publish("work.new", headers, text.getBytes(UTF_8));
  }

  private long stored(String stream) throws IOException {
    try {
      return management.getStreamInfo(stream).getStreamState().getMsgCount();
    } catch (io.nats.client.JetStreamApiException e) {
      return -1; // not there yet
    }
  }
}
