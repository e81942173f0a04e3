package dev.weft.runtime;

import static dev.weft.runtime.PricesOnNats.PATIENCE;
import static dev.weft.runtime.PricesOnNats.PATIENT;
import static dev.weft.runtime.PricesOnNats.SUBJECT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.NoRespondersException;
import dev.weft.codec.JsonCodec;
import dev.weft.runtime.TestResponders.Price;
import dev.weft.runtime.TestResponders.Query;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import io.nats.client.Message;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Responders of the configuration answer requests, on a server. */
class RequestReplyOnNatsTest {

  @AutoClose private final PricesOnNats prices = new PricesOnNats();

  @Test
  void aRequestIsAnswered() {
    try (WorkerRuntime weft = prices.start("")) {
      assertThat(prices.requester.request(SUBJECT, new Query("tea")).cents()).isEqualTo(100);
      assertThat(
              weft.requester(JsonCodec.of(Query.class), JsonCodec.of(Price.class))
                  .requestAsync(SUBJECT, new Query("tea")))
          .succeedsWithin(PATIENCE);
    }
  }

  @Test
  void eachKindOfErrorIsAnswered() throws Exception {
    try (var log = CapturedLog.of("dev.weft.engine", Level.WARN);
        WorkerRuntime weft = prices.start("concurrency = 1")) {
      assertThat(prices.failure("unknown")).matches(e -> e.code() == 404);
      assertThat(prices.failure("unknown").type()).isEqualTo("unknown-product");
      assertThat(prices.failure("failing").type()).isEqualTo("java.lang.IllegalStateException");
      CompletableFuture<Price> first =
          prices.requester.requestAsync(SUBJECT, new Query("gated"), PATIENT);
      await().until(() -> TestHandlers.SEEN.contains("started"));
      assertThat(prices.failure("tea").type()).isEqualTo("busy");
      TestHandlers.GATE.release();
      assertThat(first).succeedsWithin(PATIENCE);
      assertThat(weft.problems()).isEmpty();
      assertThat(log.lines()).hasSize(1);

      // As a client in any language sees it.
      Message raw = prices.connection.request(SUBJECT, "{not json".getBytes(UTF_8), PATIENCE);
      assertThat(raw.getHeaders().getFirst("Nats-Service-Error-Code")).isEqualTo("400");
      assertThat(raw.getHeaders().getFirst("Nats-Service-Error")).contains("cannot be decoded");
    }
    try (var log = CapturedLog.of("dev.weft.engine", Level.WARN);
        WorkerRuntime weft = prices.start("timeout = 500ms")) {
      assertThat(prices.failure("gated")).hasMessageContaining("504 timeout");
      assertThat(weft.problems()).isEmpty();
      // The responder that was interrupted may answer before the warning of that is written.
      await().untilAsserted(() -> assertThat(log.lines()).hasSize(1));
    }
  }

  @Test
  void whereNobodyAnswersThatIsToldAtOnce() {
    long start = System.nanoTime();

    assertThatExceptionOfType(NoRespondersException.class)
        .isThrownBy(() -> prices.requester.request(SUBJECT, new Query("tea"), PATIENT))
        .withMessageContaining(SUBJECT);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE.dividedBy(2));
  }

  @Test
  void aQueueGroupSpreadsRequestsOverReplicas() {
    try (WorkerRuntime one = prices.start("");
        WorkerRuntime other = prices.start("")) {
      List<CompletableFuture<Price>> answers = prices.ask(60);

      assertThat(
              answers.stream().map(answer -> answer.join().replica()).collect(Collectors.toSet()))
          .hasSize(2);
      assertThat(TestHandlers.SEEN).as("each request is handled once").hasSize(60);
      assertThat(one.problems()).isEmpty();
      assertThat(other.problems()).isEmpty();
    }
  }

  @Test
  void aSlowRequestHoldsUpNeitherRequestsNorMessages() throws Exception {
    prices
        .connection
        .jetStreamManagement()
        .addStream(
            StreamConfiguration.builder()
                .name("ORDERS")
                .subjects("orders.>")
                .storageType(StorageType.Memory)
                .build());
    try (WorkerRuntime weft =
        prices.start(
            "",
            "weft.handlers.note { class = \"%s\", stream = ORDERS }"
                .formatted(Configs.name(TestHandlers.Noting.class)))) {
      List<CompletableFuture<Price>> slow = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        slow.add(prices.requester.requestAsync(SUBJECT, new Query("gated"), PATIENT));
      }
      await().until(() -> TestHandlers.SEEN.size() == 50);

      assertThat(prices.requester.request(SUBJECT, new Query("tea"), PATIENT).product())
          .isEqualTo("tea");
      prices
          .connection
          .jetStream()
          .publish("orders.new", "{\"id\":\"1\",\"amount\":1}".getBytes(UTF_8));
      await().until(() -> TestHandlers.SEEN.contains("1#1"));
      assertThat(slow).noneMatch(CompletableFuture::isDone);
      assertThat(weft.problems()).isEmpty();
      TestHandlers.GATE.release(50);
      assertThat(slow).allSatisfy(answer -> assertThat(answer).succeedsWithin(PATIENCE));
    }
  }
}
