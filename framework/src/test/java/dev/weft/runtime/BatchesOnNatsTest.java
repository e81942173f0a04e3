package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.BatchHandler;
import dev.weft.Message;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.OnNats;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch handlers under a configuration, on a real server. */
class BatchesOnNatsTest extends OnNats {

  private static final int MANY = 10_000;
  private static final Queue<List<String>> BATCHES = new ConcurrentLinkedQueue<>();

  /** Notes the orders of a batch, and fails with one that has the poison in it. */
  public static final class Noting implements BatchHandler<TestHandlers.Order> {
    @Override
    public void handle(List<Message<TestHandlers.Order>> messages) {
      List<String> ids = messages.stream().map(message -> message.payload().id()).toList();
      if (ids.contains("poison")) {
        throw new IllegalStateException("poisoned");
      }
      BATCHES.add(ids);
    }
  }

  @BeforeEach
  void reset() throws Exception {
    BATCHES.clear();
    createStream("ORDERS", "orders.>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"push", "pull"})
  void onePoisonAmongManyIsTheOneDeadLetterAndAllOthersAreHandledOnce(String mode)
      throws Exception {
    publish();
    try (WorkerRuntime weft = start(mode, "")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> count("ORDERS_DLQ") == 1 && left("ORDERS", "many") == 0);
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(count("ORDERS_DLQ")).isEqualTo(1);
    assertThat(BATCHES.stream().flatMap(List::stream))
        .hasSize(MANY - 1)
        .doesNotHaveDuplicates()
        .doesNotContain("poison");
    assertThat(BATCHES)
        .anyMatch(batch -> batch.size() == 100)
        .allMatch(batch -> batch.size() <= 100);
  }

  @Test
  void aConsumerThatLetsOutLessThanABatchIsWarnedOf() {
    try (CapturedLog log = CapturedLog.of("dev.weft.runtime", Level.WARN);
        WorkerRuntime weft = start("push", "consumer.max_ack_pending = 150, concurrency = 2")) {
      assertThat(weft.problems()).doesNotContain("stopping");
      assertThat(log.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("concurrency = 2 with batch.size = 100", "max_ack_pending = 400"));
    }
  }

  private WorkerRuntime start(String mode, String more) {
    String config =
        """
        weft {
          nats.servers = "%s"
          handlers.many {
            class = "%s", stream = ORDERS, mode = %s
            batch { size = 100, linger = 50ms }
            retry { attempts = 3, first-delay = 100ms, factor = 1 }
            %s
          }
        }
        """
            .formatted(server.url(), Configs.name(Noting.class), mode, more);
    return WorkerRuntime.start(Configs.read(config), Configs.CLASSES, Observer.none());
  }

  private void publish() throws IOException {
    var unanswered = new ArrayList<CompletableFuture<PublishAck>>();
    for (int i = 0; i < MANY; i++) {
      String id = i == 4_321 ? "poison" : String.valueOf(i);
      String order = "{\"id\":\"" + id + "\",\"amount\":1}";
      unanswered.add(connection.jetStream().publishAsync("orders.new", order.getBytes(UTF_8)));
      if (unanswered.size() == 1_000) {
        unanswered.forEach(CompletableFuture::join);
        unanswered.clear();
      }
    }
    unanswered.forEach(CompletableFuture::join);
  }
}
