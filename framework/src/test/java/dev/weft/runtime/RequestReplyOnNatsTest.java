package dev.weft.runtime;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.NoRespondersException;
import dev.weft.RequestException;
import dev.weft.RequestOptions;
import dev.weft.Requester;
import dev.weft.codec.JsonCodec;
import dev.weft.engine.Observer;
import dev.weft.jetstream.RequestReply;
import dev.weft.runtime.TestResponders.Price;
import dev.weft.runtime.TestResponders.Prices;
import dev.weft.runtime.TestResponders.Query;
import dev.weft.telemetry.Recorder;
import dev.weft.telemetry.Telemetry;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responders of the configuration answer requests, on a server. */
class RequestReplyOnNatsTest {

  private static final String SUBJECT = "prices.get";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final RequestOptions PATIENT = RequestOptions.defaults().withTimeout(PATIENCE);

  private final NatsServer server = NatsServer.start();
  private final Connection connection = Nats.connect(server.url());
  private final Requester<Query, Price> requester =
      RequestReply.requester(connection, JsonCodec.of(Query.class), JsonCodec.of(Price.class));

  RequestReplyOnNatsTest() throws IOException, InterruptedException {}

  @BeforeEach
  void reset() {
    TestHandlers.reset();
  }

  @AfterEach
  void close() throws InterruptedException {
    TestHandlers.GATE.release(1_000);
    connection.close();
    server.close();
  }

  @Test
  void aRequestIsAnswered() {
    try (Weft weft = start("")) {
      assertThat(requester.request(SUBJECT, new Query("tea")).cents()).isEqualTo(100);
      assertThat(
              weft.requester(JsonCodec.of(Query.class), JsonCodec.of(Price.class))
                  .requestAsync(SUBJECT, new Query("tea")))
          .succeedsWithin(PATIENCE);
    }
  }

  @Test
  void eachKindOfErrorIsAnswered() throws Exception {
    try (var log = CapturedLog.of("dev.weft.engine", Level.WARN);
        Weft weft = start("concurrency = 1, timeout = 500ms")) {
      assertThat(failure("unknown")).matches(e -> e.code() == 404);
      assertThat(failure("unknown").type()).isEqualTo("unknown-product");
      assertThat(failure("failing").type()).isEqualTo("java.lang.IllegalStateException");
      CompletableFuture<Price> first = requester.requestAsync(SUBJECT, new Query("gated"), PATIENT);
      await().until(() -> TestHandlers.SEEN.contains("started"));
      assertThat(failure("tea").type()).isEqualTo("busy");
      assertThat(first)
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .havingCause()
          .withMessageContaining("504 timeout");
      assertThat(weft.problems()).isEmpty();
      assertThat(log.lines()).hasSize(2);

      // As a client in any language sees it.
      await().ignoreExceptions().until(() -> requester.request(SUBJECT, new Query("tea")) != null);
      Message raw = connection.request(SUBJECT, "{not json".getBytes(UTF_8), PATIENCE);
      assertThat(raw.getHeaders().getFirst("Nats-Service-Error-Code")).isEqualTo("400");
      assertThat(raw.getHeaders().getFirst("Nats-Service-Error")).contains("cannot be decoded");
    }
  }

  @Test
  void whereNobodyAnswersThatIsToldAtOnce() {
    long start = System.nanoTime();

    assertThatExceptionOfType(NoRespondersException.class)
        .isThrownBy(() -> requester.request(SUBJECT, new Query("tea"), PATIENT))
        .withMessageContaining(SUBJECT);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aQueueGroupSpreadsRequestsOverReplicas() {
    try (Weft one = start("");
        Weft other = start("")) {
      List<CompletableFuture<Price>> answers = ask(60);

      assertThat(
              answers.stream().map(answer -> answer.join().replica()).collect(Collectors.toSet()))
          .hasSize(2);
      assertThat(TestHandlers.SEEN).as("each request is handled once").hasSize(60);
      assertThat(one.problems()).isEmpty();
      assertThat(other.problems()).isEmpty();
    }
  }

  @Test
  void aDrainAnswersWhatIsInHandAndAnotherReplicaTakesTheRest() throws Exception {
    var lost = new ArrayList<Throwable>();
    List<CompletableFuture<Price>> answers = Collections.synchronizedList(new ArrayList<>());
    try (Weft staying = start("concurrency = 10000")) {
      for (int round = 0; round < 5; round++) {
        Weft leaving = start("concurrency = 10000");
        var done = new AtomicBoolean();
        var inFlight = new Semaphore(100);
        Thread load =
            Thread.ofVirtual()
                .start(
                    () -> {
                      while (!done.get()) {
                        inFlight.acquireUninterruptibly();
                        CompletableFuture<Price> answer =
                            requester.requestAsync(SUBJECT, new Query("slow"), PATIENT);
                        answers.add(answer.whenComplete((price, failure) -> inFlight.release()));
                      }
                    });
        int before = answers.size();
        await().until(() -> answers.size() > before + 500);
        leaving.stop();
        done.set(true);
        load.join();
      }
      for (CompletableFuture<Price> answer : answers) {
        try {
          answer.join();
        } catch (RuntimeException e) {
          lost.add(e);
        }
      }
      assertThat(staying.problems()).isEmpty();
    }

    assertThat(lost).as("of %s requests", answers.size()).isEmpty();
    assertThat(answers.stream().map(answer -> answer.join().replica()).distinct())
        .as("the one that stayed and the five that left")
        .hasSize(6);
  }

  @Test
  void aStopAnswersWhatDoesNotEndInTime() {
    CompletableFuture<Price> answer;
    try (Weft weft = start("", "weft.shutdown.drain = 100ms")) {
      answer = requester.requestAsync(SUBJECT, new Query("gated"), PATIENT);
      await().until(() -> TestHandlers.SEEN.contains("started"));
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(answer)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .withMessageContaining("503 stopping");
  }

  @Test
  void aSlowRequestHoldsUpNeitherRequestsNorMessages() throws Exception {
    connection
        .jetStreamManagement()
        .addStream(
            StreamConfiguration.builder()
                .name("ORDERS")
                .subjects("orders.>")
                .storageType(StorageType.Memory)
                .build());
    try (Weft weft =
        start(
            "",
            "weft.handlers.note { class = \"%s\", stream = ORDERS }"
                .formatted(Configs.name(TestHandlers.Noting.class)))) {
      List<CompletableFuture<Price>> slow = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        slow.add(requester.requestAsync(SUBJECT, new Query("gated"), PATIENT));
      }
      await().until(() -> TestHandlers.SEEN.size() == 50);

      assertThat(requester.request(SUBJECT, new Query("tea"), PATIENT).product()).isEqualTo("tea");
      connection.jetStream().publish("orders.new", "{\"id\":\"1\",\"amount\":1}".getBytes(UTF_8));
      await().until(() -> TestHandlers.SEEN.contains("1#1"));
      assertThat(slow).noneMatch(CompletableFuture::isDone);
      assertThat(weft.problems()).isEmpty();
      TestHandlers.GATE.release(50);
      assertThat(slow).allSatisfy(answer -> assertThat(answer).succeedsWithin(PATIENCE));
    }
  }

  @Test
  void aRestartOfTheServerIsSurvived() {
    try (var log = CapturedLog.of("dev.weft", Level.ERROR);
        Weft weft = start("")) {
      server.kill();
      await()
          .until(() -> weft.problems().stream().anyMatch(line -> line.startsWith("not connected")));
      server.restart();

      await().atMost(PATIENCE).until(() -> weft.problems().isEmpty());
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> requester.request(SUBJECT, new Query("tea")).cents() == 100);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void aSubscriptionThatIsRefusedIsAProblem(@TempDir Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("server.conf"),
            "authorization { users: [ { user: weft, password: secret, permissions:"
                + " { publish: \">\", subscribe: \"_INBOX.>\" } } ] }");
    try (var log = CapturedLog.of("dev.weft", Level.WARN);
        NatsServer strict = NatsServer.start("-c", config.toString());
        Weft weft =
            Weft.start(
                Configs.read(
                    config(strict.url(), "", "weft.nats { user = weft, password = secret }")),
                Configs.CLASSES,
                Observer.none())) {
      await()
          .untilAsserted(
              () ->
                  assertThat(weft.problems())
                      .singleElement()
                      .asString()
                      .startsWith("handler prices: not subscribed to prices.get")
                      .contains("Permissions Violation"));
      assertThat(log.lines()).isNotEmpty();
    }
  }

  @Test
  void aRequestIsOneTraceThroughRequesterAndResponders() {
    try (var recorder = new Recorder()) {
      try (Weft weft =
          Weft.start(
              Configs.read(
                  config(
                      server.url(),
                      "",
                      """
                      weft.handlers.relay { class = "%s", mode = reply, subject = relay }
                      """
                          .formatted(Configs.name(TestResponders.Relay.class)))),
              Configs.CLASSES,
              Telemetry.observer(recorder.openTelemetry()))) {
        await().until(() -> weft.problems().isEmpty());
        weft.requester(JsonCodec.of(Query.class), JsonCodec.of(Price.class))
            .request("relay", new Query("tea"));
        await().until(() -> recorder.spans().size() == 4);
      }
      SpanData asked = recorder.span("request relay");
      SpanData relayed = recorder.span("respond relay");
      SpanData forwarded = recorder.span("request prices.get");
      SpanData answered = recorder.span("respond prices.get");
      assertThat(asked).hasKind(SpanKind.CLIENT).hasNoParent();
      assertThat(relayed).hasKind(SpanKind.SERVER).hasParent(asked);
      assertThat(forwarded).hasKind(SpanKind.CLIENT).hasParent(relayed);
      assertThat(answered)
          .hasKind(SpanKind.SERVER)
          .hasParent(forwarded)
          .hasStatus(StatusData.unset())
          .hasAttribute(stringKey("messaging.system"), "nats")
          .hasAttribute(stringKey("rpc.system.name"), "nats")
          .hasAttribute(stringKey("messaging.operation.name"), "respond")
          .hasAttribute(stringKey("messaging.destination.name"), SUBJECT)
          .hasAttribute(stringKey("messaging.consumer.group.name"), "prices")
          .hasAttribute(stringKey("weft.handler"), "prices")
          .hasAttribute(longKey("messaging.message.body.size"), 17L);
      assertThat(answered.getAttributes().get(stringKey("weft.stream"))).isNull();
    }
  }

  private List<CompletableFuture<Price>> ask(int times) {
    var answers = new ArrayList<CompletableFuture<Price>>();
    for (int i = 0; i < times; i++) {
      answers.add(requester.requestAsync(SUBJECT, new Query("tea"), PATIENT));
    }
    return answers;
  }

  private RequestException failure(String product) {
    return catchThrowableOfType(
        RequestException.class, () -> requester.request(SUBJECT, new Query(product), PATIENT));
  }

  private Weft start(String keys, String... more) {
    Weft weft =
        Weft.start(
            Configs.read(config(server.url(), keys, more)), Configs.CLASSES, Observer.none());
    await().until(() -> weft.problems().isEmpty());
    return weft;
  }

  private static String config(String url, String keys, String... more) {
    return """
        weft.nats.servers = "%s"
        weft.handlers.prices {
          class = "%s"
          mode = reply
          subject = prices.get
          %s
        }
        %s
        """
        .formatted(url, Configs.name(Prices.class), keys, String.join("\n", more));
  }
}
