package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several messages of a handler at work at once, on a real server. */
class ConcurrencyOnNatsTest extends HandlersOnNats {

  @BeforeEach
  void reset() throws Exception {
    management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"push", "pull"})
  void twoReplicasShareABacklogOfSlowMessagesEvenly(String mode) throws Exception {
    publish(200);
    try (WorkerRuntime one = start(TestHandlers.HalfASecondOfAReplica.class, mode, 10);
        WorkerRuntime other = start(TestHandlers.HalfASecondOfAReplica.class, mode, 10)) {
      long start = System.nanoTime();
      int before = TestHandlers.SEEN.size();
      await().atMost(Duration.ofMinutes(2)).until(() -> TestHandlers.SEEN.size() == 200);

      // Half a second as it was here on average: a busy machine lengthens that too.
      double halfASecond = TestHandlers.WORKED.sum() / 200.0;
      assertThat((System.nanoTime() - start) / halfASecond).isLessThan(1.3 * (200 - before) / 20);
      assertThat(one.problems()).isEmpty();
      assertThat(other.problems()).isEmpty();
    }
    assertThat(
            TestHandlers.SEEN.stream()
                .collect(groupingBy(seen -> seen.replaceAll(".*@|#.*", ""), counting())))
        .hasSize(2)
        .allSatisfy((replica, share) -> assertThat(share).isBetween(60L, 140L));
    assertThat(new HashSet<>(TestHandlers.SEEN)).hasSize(200).allMatch(seen -> seen.endsWith("#1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"push", "pull"})
  void everyOneOfManyIsHandledOnceOverAStopInTheMiddle(String mode) throws Exception {
    publish(10_000);
    try (WorkerRuntime first = start(TestHandlers.Noting.class, mode, 500)) {
      await().until(() -> TestHandlers.SEEN.size() >= 3_000);
      first.stop();
    }
    try (WorkerRuntime second = start(TestHandlers.Noting.class, mode, 500)) {
      await().atMost(Duration.ofMinutes(2)).until(() -> TestHandlers.SEEN.size() >= 10_000);
      await().until(() -> left("ORDERS", "many") == 0);
      assertThat(second.problems()).isEmpty();
    }

    assertThat(TestHandlers.SEEN).hasSize(10_000);
    assertThat(TestHandlers.SEEN.stream().map(seen -> seen.replaceAll("#.*", "")).distinct())
        .hasSize(10_000);
  }

  private WorkerRuntime start(Class<?> handler, String mode, int concurrency) {
    String config =
        """
        weft {
          nats.servers = "%s"
          handlers.many {
            class = "%s", stream = ORDERS, mode = %s, concurrency = %d
            consumer { ack_wait = 5s }
          }
        }
        """
            .formatted(server.url(), Configs.name(handler), mode, concurrency);
    return WorkerRuntime.start(Configs.read(config), Configs.CLASSES, Observer.none());
  }

  private void publish(int count) throws Exception {
    var unanswered = new ArrayList<CompletableFuture<PublishAck>>();
    for (int i = 0; i < count; i++) {
      String order = "{\"id\":\"" + i + "\",\"amount\":1}";
      unanswered.add(connection.jetStream().publishAsync("orders.new", order.getBytes(UTF_8)));
      if (unanswered.size() == 1_000) {
        unanswered.forEach(CompletableFuture::join);
        unanswered.clear();
      }
    }
    unanswered.forEach(CompletableFuture::join);
  }
}
