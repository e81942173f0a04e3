package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.Telemetry;
import dev.weft.codec.StringCodec;
import io.nats.client.ConsumerContext;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is made on a connection of the caller's and closed leaves it as it was. */
class NothingLeftBehindTest extends TypedApi {

  private static final StringCodec TEXT = StringCodec.INSTANCE;

  private record Use(int listeners, int subscriptions, int dispatchers) {}

  @Test
  void onTheConnection() throws Exception {
    ConsumerContext consumer = context();
    try (var warm = RequestReply.requester(connection, TEXT, TEXT)) {
      assertThatThrownBy(() -> warm.request("nobody", "?")).hasMessageContaining("nobody");
    }
    assertThat(JetStreams.publisher(connection, TEXT)).isNotNull().satisfies(AutoCloseable::close);
    Use before = use();

    for (Runnable madeAndClosed :
        List.<Runnable>of(
            () -> JetStreams.publisher(connection, TEXT).close(),
            () -> JetStreams.subscriber(connection, consumer, TEXT).close(),
            () -> JetStreams.fetcher(connection, consumer, TEXT).close(),
            this::answer)) {
      madeAndClosed.run();

      await().untilAsserted(() -> assertThat(use()).isEqualTo(before));
    }
  }

  @Test
  void norWhenAConsumerIsGone() throws Exception {
    ConsumerContext consumer = context();
    management.deleteConsumer(STREAM, "test");
    Use before = use();

    assertThatThrownBy(() -> JetStreams.fetcher(connection, consumer, TEXT))
        .hasMessageContaining("ORDERS/test");

    assertThat(use()).isEqualTo(before);
  }

  @Test
  @SuppressWarnings("NullAway") // not every caller has a null checker
  void norWhenTheTelemetryOfARequesterIsRefused() {
    Use before = use();

    assertThatThrownBy(
            () -> RequestReply.requester(connection, TEXT, TEXT, new Telemetry() {}).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one that dev.weft.telemetry.WeftTelemetry.create");
    assertThatThrownBy(() -> RequestReply.requester(connection, TEXT, TEXT, null).close())
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("telemetry: null");

    assertThat(use()).isEqualTo(before);
  }

  private void answer() {
    try (var answering =
            RequestReply.answer(
                connection, "svc", TEXT, TEXT, q -> "a", AnsweringOptions.inGroup("g"));
        var requester = RequestReply.requester(connection, TEXT, TEXT)) {
      await().until(() -> answering.problem().isEmpty());
      assertThat(requester.request("svc", "q")).isEqualTo("a");
    }
  }

  private Use use() {
    return new Use(size("connectionListeners"), size("subscribers"), size("dispatchers"));
  }

  // jnats has no method that tells.
  private int size(String name) {
    try {
      Field field =
          Stream.<Class<?>>iterate(connection.getClass(), Class::getSuperclass)
              .flatMap(type -> Stream.of(type.getDeclaredFields()))
              .filter(one -> one.getName().equals(name))
              .findFirst()
              .orElseThrow();
      field.setAccessible(true);
      Object value = field.get(connection);
      return value instanceof Map<?, ?> map ? map.size() : ((Collection<?>) value).size();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
