package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.Publisher;
import dev.weft.TransportException;
import dev.weft.codec.StringCodec;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.publish.JetStreamOutbox;
import dev.weft.testing.OnNats;
import dev.weft.testing.Ports;
import io.nats.client.Connection;
import io.nats.client.Subscription;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many publishers there are on a connection, their answers have one inbox. */
class ManyPublishersTest extends OnNats {

  private static final int MANY = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Pattern SUBSCRIPTIONS = Pattern.compile("\"subscriptions\": (\\d+)");
  private static final int MONITOR = Ports.free();

  ManyPublishersTest() {
    super("-m", String.valueOf(MONITOR));
  }

  @BeforeEach
  void createStream() throws Exception {
    createStream("ORDERS", "orders");
  }

  @Test
  void aThousandOfThemCostNoThreadAndNoSubscriptionMoreThanOne() throws Exception {
    int before = subscriptions();
    List<Publisher<String>> publishers = publishers(1);
    publish(publishers);
    int threads = platformThreads();
    assertThat(subscriptions()).isEqualTo(before + 1);

    List<Publisher<String>> more = publishers(MANY);
    publish(more);

    assertThat(platformThreads()).as("platform threads").isLessThanOrEqualTo(threads);
    assertThat(subscriptions()).as("subscriptions").isEqualTo(before + 1);
    more.forEach(Publisher::close);
    publish(publishers); // whose inbox it still is
    assertThat(subscriptions()).as("subscriptions").isEqualTo(before + 1);
    publishers.forEach(Publisher::close);
    await().untilAsserted(() -> assertThat(subscriptions()).isEqualTo(before));
  }

  @Test
  void eachHasItsOwnTimeOut() throws Exception {
    Subscription silent = connection.subscribe("silent"); // and never answers
    var patient = new JetStreamOutbox(Link.on(connection), Duration.ofMinutes(5));
    var hasty = new JetStreamOutbox(Link.on(connection), Duration.ofMillis(300));
    CompletableFuture<PublishReceipt> first = publish(patient);
    assertThat(silent.nextMessage(PATIENCE)).isNotNull();

    CompletableFuture<PublishReceipt> second = publish(hasty);

    assertThat(second)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(TransportException.class)
        .withMessage("publish to silent: not confirmed within 300ms");
    assertThat(first).isNotDone();
    patient.close();
    hasty.close();
  }

  @Test
  @SuppressWarnings("try") // jnats closes by a method that may be interrupted
  void theNextConnectionHasAnInboxOfItsOwn() throws Exception {
    try (Connection next = server.connect()) {
      publish(publishers(1));
      publish(List.of(JetStreams.publisher(next, StringCodec.INSTANCE)));

      connection.close();

      publish(List.of(JetStreams.publisher(next, StringCodec.INSTANCE)));
    }
  }

  private List<Publisher<String>> publishers(int count) {
    var all = new ArrayList<Publisher<String>>();
    for (int i = 0; i < count; i++) {
      all.add(JetStreams.publisher(connection, StringCodec.INSTANCE));
    }
    return all;
  }

  private static CompletableFuture<PublishReceipt> publish(JetStreamOutbox outbox) {
    return outbox.publishAsync("silent", new byte[1], Headers.empty());
  }

  private static void publish(List<Publisher<String>> publishers) {
    var answers =
        publishers.stream()
            .map(publisher -> publisher.publishAsync("orders", "an order"))
            .toArray(CompletableFuture<?>[]::new);
    assertThat(CompletableFuture.allOf(answers)).succeedsWithin(PATIENCE);
  }

  private static int platformThreads() {
    return Thread.getAllStackTraces().size(); // which has no virtual ones
  }

  private int subscriptions() throws IOException, InterruptedException {
    var connections = URI.create("http://127.0.0.1:" + MONITOR + "/connz");
    try (HttpClient client = HttpClient.newHttpClient()) {
      String body =
          client
              .send(
                  HttpRequest.newBuilder(connections).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      return SUBSCRIPTIONS.matcher(body).results().mapToInt(ManyPublishersTest::number).sum();
    }
  }

  private static int number(MatchResult found) {
    return Integer.parseInt(found.group(1));
  }
}
