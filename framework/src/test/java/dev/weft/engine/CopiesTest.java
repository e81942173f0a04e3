package dev.weft.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.engine.deadletter.StreamDeadLetters;
import dev.weft.engine.retry.RetryWatch;
import dev.weft.engine.retry.ScheduledRetries;
import dev.weft.engine.worker.Markers;
import dev.weft.machine.Machine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of a message has its data, and what is a marker is no message. */
class CopiesTest {

  @AutoClose private final Bench bench = new Bench();
  private final List<String> handled = new CopyOnWriteArrayList<>();

  CopiesTest() {
    bench.memory.create(SideStream.DEAD_LETTERS.beside("S", Map.of()));
    bench.memory.create(SideStream.RETRIES.beside("S", Map.of()));
    bench.memory.create(ScheduledRetries.consumerFor(bench.consumer()));
    bench
        .deadLetters(new StreamDeadLetters(bench.memory.outbox(), InstantSource.system(), () -> {}))
        .retryStore(
            new ScheduledRetries(
                bench.memory,
                bench.consumer(),
                new ScheduledRetries.Timing(Duration.ZERO, InstantSource.system(), Machine.real()),
                new RetryWatch(Machine.real(), bench.memory, "S", Duration.ZERO, () -> {}),
                () -> {},
                () -> {}));
  }

  @Test
  void ofAMessageThatCameWithoutItsDataTheDataIsKept() throws Exception {
    bench.headersOnly().prepared().publish("data");

    bench.start(
        message -> {
          handled.add("'" + message.payload() + "' #" + message.attempt());
          throw message.attempt() == 1
              ? new RetryException(Duration.ofMillis(50), "later")
              : new RejectException("no");
        });

    await().until(() -> !bench.memory.all("S_DLQ", "DLQ.>").isEmpty());
    assertThat(handled).containsExactly("'' #1", "'' #2");
    assertThat(bench.memory.all("S_DLQ", "DLQ.>"))
        .singleElement()
        .isEqualTo("data".getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "KV-Operation, DEL",
    "KV-Operation, PURGE",
    "Nats-Marker-Reason, MaxAge",
    "Nats-Marker-Reason, Purge",
    "Nats-Marker-Reason, Remove"
  })
  void aMarkerIsSkippedAndCounted(String name, String value) throws Exception {
    bench.markers(Markers.SKIP).prepared();
    publish("s.a", "", Headers.of(name, value));
    publish("s.a", "data", Headers.of(name, value));
    publish("s.a", "", Headers.of("KV-Operation", "PUT"));

    bench.start(message -> handled.add(message.payload()));

    bench.outcomes.awaitSettlements("ack  #1", "ack data #1", "ack  #1");
    assertThat(handled).containsExactly("data", "");
    assertThat(bench.outcomes.all()).containsOnlyOnce("happened MARKER");
  }

  @Test
  void aMarkerIsHandedOverWhereThatIsAskedFor() throws Exception {
    bench.markers(Markers.HAND_OVER).prepared();
    publish("s.a", "", Headers.of("KV-Operation", "DEL"));

    bench.start(message -> handled.add(message.headers().first("KV-Operation").orElse("")));

    bench.outcomes.awaitSettlements("ack  #1");
    assertThat(handled).containsExactly("DEL");
  }

  private void publish(String subject, String text, Headers headers) {
    bench.memory.outbox().publish(subject, text.getBytes(UTF_8), headers);
  }
}
