package dev.weft.jetstream.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.ReceiveMode;
import dev.weft.jetstream.Connected;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.OnNats;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A source to which nothing comes asks seldom, gets what comes at once, and ends at once. */
class IdleSourceTest extends OnNats {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration A_MOMENT = Duration.ofMillis(50);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration JUST_BEFORE_THE_WITHDRAWAL = Duration.ofMillis(90);
  private static final int MANY = 40;
  private static final Executor CLOSING = Thread::startVirtualThread;

  @AutoClose private final JetStreamTransport transport = Connected.to(server);

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @EnumSource(ReceiveMode.class)
  void itAsksForOneMessageForLongAndGetsItAtOnce(ReceiveMode mode) throws Exception {
    createStream("S", "s.>");
    Subscription requests = connection.subscribe("$JS.API.CONSUMER.MSG.NEXT.S.c0");
    try (Source source = transport.open(consumer(0), mode)) {
      String request = awaitLongPull(source, requests);
      assertThat(request).contains("\"batch\":1,", "\"idle_heartbeat\":2000000000");

      connection.publish("s.0", "hello".getBytes(UTF_8));

      long start = System.nanoTime();
      List<Delivery> deliveries = source.next(10, PATIENCE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
      deliveries.getFirst().settle(Outcome.Ack.INSTANCE);
      assertThat(source.next(10, A_MOMENT)).isEmpty();
      assertThat(text(requests.nextMessage(PATIENCE))).doesNotContain("idle_heartbeat");
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void itsPullIsKeptForAsLongAsTheServerSaysSo() throws Exception {
    createStream("S", "s.>");
    Subscription requests = connection.subscribe("$JS.API.CONSUMER.MSG.NEXT.S.c0");
    try (Source source = transport.open(consumer(0), ReceiveMode.PULL)) {
      awaitLongPull(source, requests); // 4 s
      String next = awaitLongPull(source, requests); // 8 s, which begins when the other has ended

      assertThat(next).contains("\"expires\":8000000000");
      assertThat(source.next(1, Duration.ofSeconds(7))).isEmpty();
      assertThat(requests.nextMessage(A_MOMENT)).as("another pull").isNull();
    }
  }

  enum Before {
    NOTHING_YET,
    A_MESSAGE,
    NOTHING_FOR_LONG
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @EnumSource
  void whatComesWhileItIsClosedIsAnothersAtOnceAndTheCloseIsShort(Before before) throws Exception {
    createStream("S", "s.>");
    Subscription requests = connection.subscribe("$JS.API.CONSUMER.MSG.NEXT.S.*");
    var sources = new ArrayList<Source>();
    for (int i = 0; i < MANY; i++) {
      sources.add(transport.open(consumer(i), ReceiveMode.PULL));
    }
    switch (before) {
      case NOTHING_YET -> {}
      case A_MESSAGE -> {
        publishToEach();
        for (Source source : sources) {
          source.next(1, PATIENCE).getFirst().settle(Outcome.Ack.INSTANCE);
        }
      }
      case NOTHING_FOR_LONG -> awaitLongPulls(sources, requests);
    }
    long start = System.nanoTime();
    for (Source source : sources) {
      assertThat(source.next(1, Duration.ZERO)).isEmpty(); // its pull is open now, for 2 s or more
    }

    List<CompletableFuture<Duration>> closes =
        sources.stream()
            .map(source -> CompletableFuture.supplyAsync(() -> closed(source, start), CLOSING))
            .toList();
    if (before != Before.NOTHING_FOR_LONG) { // else it is taken back at once
      await().until(() -> since(start).compareTo(JUST_BEFORE_THE_WITHDRAWAL) > 0);
    }
    publishToEach();

    assertThat(closes.stream().map(CompletableFuture::join).sorted().toList().getFirst())
        .as("the quickest close: each of them, were the machine not busy")
        .isLessThan(PullLength.SHORT);
    try (JetStreamTransport other = Connected.to(server)) {
      for (int i = 0; i < MANY; i++) {
        try (Source source = other.open(spec(i), ReceiveMode.PULL)) {
          List<Delivery> deliveries = source.next(1, PATIENCE);
          assertThat(deliveries).as("what came to s.%d", i).hasSize(1);
          deliveries.getFirst().settle(Outcome.Ack.INSTANCE);
        }
      }
    }
  }

  private void publishToEach() {
    for (int i = 0; i < MANY; i++) {
      connection.publish("s." + i, new byte[0]);
      try {
        connection.flush(PATIENCE); // one after the other, over all of the closes
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Duration closed(Source source, long start) {
    source.close();
    return since(start);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String awaitLongPull(Source source, Subscription requests) throws Exception {
    var found = new ArrayList<String>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(source.next(10, A_MOMENT)).isEmpty();
              Message request = requests.nextMessage(A_MOMENT);
              if (request != null && text(request).contains("idle_heartbeat")) {
                found.add(text(request));
              }
              return !found.isEmpty();
            });
    return found.getFirst();
  }

  private static void awaitLongPulls(List<Source> sources, Subscription requests) {
    Set<String> found = new HashSet<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (Source source : sources) {
                assertThat(source.next(1, Duration.ZERO)).isEmpty();
              }
              for (Message one = requests.nextMessage(null); one != null; ) {
                if (text(one).contains("idle_heartbeat")) {
                  found.add(one.getSubject());
                }
                one = requests.nextMessage(null);
              }
              return found.size() == sources.size();
            });
  }

  private static String text(Message message) {
    return new String(message.getData(), UTF_8);
  }

  private ConsumerSpec consumer(int number) {
    ConsumerSpec spec = spec(number);
    transport.create(spec);
    return spec;
  }

  private static ConsumerSpec spec(int number) {
    return new ConsumerSpec(
        "S",
        "c" + number,
        Map.of("filter_subject", "s." + number, "ack_wait", Duration.ofMinutes(5).toNanos()));
  }
}
