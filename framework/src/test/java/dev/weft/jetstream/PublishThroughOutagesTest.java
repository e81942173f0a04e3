package dev.weft.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.PublishOptions;
import dev.weft.PublishReceipt;
import dev.weft.Publisher;
import dev.weft.codec.StringCodec;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Nothing that is published is lost or stored twice while the server is killed and restarted. */
class PublishThroughOutagesTest {

  private static final int EACH = 1_500;
  private static final int OUTAGES = 3;

  @AutoClose private final NatsServer server = NatsServer.start();
  private final Connection connection =
      server.connect(
          server
              .options()
              .reconnectWait(Duration.ofMillis(100))
              .errorListener(new ErrorListener() {})); // jnats would print
  private final AtomicInteger published = new AtomicInteger();

  @Test
  void everyMessageIsStoredOnceUnderItsId() throws Exception {
    JetStreamManagement management = connection.jetStreamManagement();
    management.addStream(
        StreamConfiguration.builder()
            .name("ORDERS")
            .subjects("orders.>")
            .storageType(StorageType.File)
            .build());

    try (Publisher<String> publisher =
        JetStreams.publisher(
            connection,
            StringCodec.INSTANCE,
            PublisherOptions.defaults().withTimeout(Duration.ofSeconds(1)))) {
      var waiting = started(() -> publishWaiting(publisher));
      var asynchronous = started(() -> publishAsynchronously(publisher));
      for (int i = 1; i <= OUTAGES; i++) {
        awaitPublished(i * EACH / 2);
        server.kill();
        server.restart();
      }
      waiting.get(2, TimeUnit.MINUTES);
      asynchronous.get(2, TimeUnit.MINUTES);
    }

    var ids = new ArrayList<String>();
    long last = management.getStreamInfo("ORDERS").getStreamState().getLastSequence();
    for (long sequence = 1; sequence <= last; sequence++) {
      ids.add(new String(management.getMessage("ORDERS", sequence).getData(), UTF_8));
    }
    assertThat(ids).doesNotHaveDuplicates().hasSize(2 * EACH);
  }

  private boolean publishWaiting(Publisher<String> publisher) {
    for (int i = 0; i < EACH; i++) {
      publisher.publish("orders.waiting", "waiting-" + i, id("waiting-" + i));
      published.incrementAndGet();
    }
    return true;
  }

  private boolean publishAsynchronously(Publisher<String> publisher) throws InterruptedException {
    List<CompletableFuture<PublishReceipt>> answers = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      answers.add(publisher.publishAsync("orders.async", "async-" + i, id("async-" + i)));
      published.incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(1); // so that it lasts through the outages
    }
    answers.forEach(CompletableFuture::join);
    return true;
  }

  private static PublishOptions id(String id) {
    return PublishOptions.defaults().withMessageId(id);
  }

  private void awaitPublished(int count) {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> published.get() >= count);
  }

  private static FutureTask<Boolean> started(java.util.concurrent.Callable<Boolean> work) {
    var task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }
}
