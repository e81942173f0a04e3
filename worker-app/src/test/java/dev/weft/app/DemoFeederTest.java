package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.PublishOptions;
import dev.weft.PublishReceipt;
import dev.weft.Publisher;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.app.orders.OrderPlaced;
import dev.weft.codec.JsonCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DemoFeederTest {

  private static final int RATE = 500;

  private final JsonCodec<OrderPlaced> codec = JsonCodec.of(OrderPlaced.class);
  private final List<String> news = new CopyOnWriteArrayList<>();
  private final Shelf shelf = new Shelf();
  private final DemoFeeder feeder =
      new DemoFeeder(
          "RUN", new Shopper(new Random(7), Clock.systemUTC()), codec, shelf, RATE, news::add);

  @Test
  void ordersAreNumberedAndNoneFollowsTheStop() throws Exception {
    feeder.start();
    await().until(() -> shelf.ids.size() >= 10);
    feeder.stop();

    int placed = shelf.ids.size();
    assertThat(shelf.ids).startsWith("RUN-00001", "RUN-00002", "RUN-00003").doesNotHaveDuplicates();
    await().during(Duration.ofMillis(50)).until(() -> shelf.ids.size() == placed);
    assertThat(news).isEmpty();
  }

  @Test
  void someOrdersAreBrokenBytes() throws Exception {
    feeder.start();
    await().until(() -> shelf.data.size() >= 100);
    feeder.stop();

    assertThat(shelf.data.subList(0, 100).stream().filter(this::isBroken)).hasSize(1);
  }

  @Test
  void anOrderThatWasNotConfirmedIsPlacedAgainUnderItsId() throws Exception {
    shelf.failures = 1;
    feeder.start();
    await().until(() -> shelf.ids.size() >= 3);
    feeder.stop();

    assertThat(shelf.ids).startsWith("RUN-00001", "RUN-00001", "RUN-00002");
    assertThat(news).containsExactly("order RUN-00001 not placed yet: no answer");
  }

  private boolean isBroken(byte[] data) {
    try {
      codec.decode(data);
      return false;
    } catch (Exception e) {
      return true;
    }
  }

  /** Keeps what is published; fails at first if told to. */
  private static final class Shelf implements Publisher<byte[]> {

    final List<String> ids = new CopyOnWriteArrayList<>();
    final List<byte[]> data = new CopyOnWriteArrayList<>();
    volatile int failures;

    @Override
    public PublishReceipt publish(String subject, byte[] payload, PublishOptions options) {
      String id = String.valueOf(options.messageId());
      ids.add(id);
      if (ids.size() <= failures) {
        throw TransportException.passing("no answer", null);
      }
      data.add(payload);
      return new PublishReceipt(new StreamPosition("ORDERS", data.size()), id, false);
    }

    @Override
    public CompletableFuture<PublishReceipt> publishAsync(
        String subject, byte[] payload, PublishOptions options) {
      return CompletableFuture.completedFuture(publish(subject, payload, options));
    }

    @Override
    public void close() {}
  }
}
