package dev.weft.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.testing.ChildJvm;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals to the real program in the middle of its work, on a real server. */
class DrainTest {

  private static final int MANY = 2_000;
  private static final int BEFORE_THE_SIGNAL = 400;

  /** What {@code shutdown.drain} is unless set, as promised. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(25);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @AutoClose private final NatsServer server = NatsServer.start();

  @SuppressWarnings("NullAway.Init") // before each test, as what follows
  private Connection connection;

  @SuppressWarnings("NullAway.Init")
  private JetStreamManagement management;

  @BeforeEach
  void createStream() throws Exception {
    connection = server.connect();
    management = connection.jetStreamManagement();
    management.addStream(
        StreamConfiguration.builder()
            .name("WORK")
            .subjects("work.>")
            .storageType(StorageType.Memory)
            .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"push", "pull"})
  void aSigtermInTheMiddleOfManyMessagesLosesNoneAndRepeatsNone(String mode) throws Exception {
    publish(MANY);

    int handledByFirst;
    try (ChildJvm first = weft("first", DrainHandlers.Tallying.class, "mode = " + mode)) {
      first.await(PATIENCE, () -> tally().size() >= BEFORE_THE_SIGNAL);
      long start = System.nanoTime();
      first.signal("TERM");

      assertThat(first.exitCode()).as(first.out()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DRAIN_LIMIT);
      assertThat(first.out()).doesNotContain("WARN", "ERROR").contains("stopped after");
      handledByFirst = tally().size();
    }
    assertThat(handledByFirst).isLessThan(MANY);
    // What it handled is acknowledged, and all else is the server's to give out again.
    int leftToSecond = MANY - handledByFirst;
    await().untilAsserted(() -> assertThat(left()).isEqualTo(leftToSecond));

    try (ChildJvm second = weft("second", DrainHandlers.Tallying.class, "mode = " + mode)) {
      second.await(PATIENCE, () -> left() == 0);
      second.signal("TERM");
      assertThat(second.exitCode()).as(second.out()).isZero();
    }

    List<String> ids = tally().stream().map(line -> line.substring(0, line.indexOf('#'))).toList();
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, MANY).mapToObj(Integer::toString).toList());
  }

  @Test
  void aSecondSignalStopsAHangingHandlerAtOnceAndItsMessageIsHandedBack() throws Exception {
    publish(1);

    try (ChildJvm weft = weft("hanging", DrainHandlers.Hanging.class, "mode = push")) {
      signalTwiceWhileHanging(weft);
      assertThat(weft.exitCode()).isEqualTo(143);
    }

    // At once, where the ack wait would take two minutes.
    Message again =
        connection.getStreamContext("WORK").getConsumerContext("test").next(Duration.ofSeconds(40));
    assertThat(again).isNotNull();
    assertThat(again.metaData().deliveredCount()).isGreaterThan(1);
  }

  @Test
  void aSecondSignalStopsAHandlerThatIgnoresItsInterruptToo() throws Exception {
    publish(1);

    try (ChildJvm weft = weft("stubborn", DrainHandlers.Stubborn.class, "mode = pull")) {
      signalTwiceWhileHanging(weft);
      long start = System.nanoTime();
      assertThat(weft.exitCode()).isEqualTo(143);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DRAIN_LIMIT);
      assertThat(weft.out()).contains("interrupted", "are left behind");
    }
  }

  private static void signalTwiceWhileHanging(ChildJvm weft) throws Exception {
    weft.await(PATIENCE, () -> weft.out().contains("hanging"));
    weft.signal("TERM");
    weft.await(PATIENCE, () -> weft.out().contains("SIGTERM: draining"));
    weft.signal("TERM");
  }

  private ChildJvm weft(String name, Class<?> handler, String more) throws IOException {
    Path own = Files.createDirectory(folder.resolve(name));
    Path config =
        Files.writeString(
            own.resolve("application.conf"),
            """
            weft {
              nats.servers = "%s"
              http.enabled = false
              shutdown.interrupt = 1s
              handlers.test {
                class = "%s"
                stream = WORK
                consumer { durable_name = test, ack_wait = 2m }
                %s
              }
            }
            """
                .formatted(server.url(), handler.getName(), more));
    List<String> options = List.of("-D" + DrainHandlers.TALLY + "=" + tallyFile());
    return ChildJvm.start(own, Main.class, options, "run", "--config", config.toString());
  }

  private void publish(int count) throws Exception {
    var answers = new ArrayList<CompletableFuture<PublishAck>>();
    for (int i = 0; i < count; i++) {
      byte[] data = ("{\"id\":" + i + "}").getBytes(UTF_8);
      answers.add(connection.jetStream().publishAsync("work.todo", data));
    }
    for (CompletableFuture<PublishAck> answer : answers) {
      answer.get();
    }
  }

  /** What the consumer has yet to deliver or to have acknowledged. */
  private long left() throws IOException, JetStreamApiException {
    ConsumerInfo info = management.getConsumerInfo("WORK", "test");
    return info.getNumPending() + info.getNumAckPending();
  }

  private List<String> tally() {
    try {
      return Files.exists(tallyFile()) ? Files.readAllLines(tallyFile()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path tallyFile() {
    return folder.resolve("tally");
  }
}
