package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.codec.Jackson3Codec;
import dev.weft.codec.JsonCodec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** A codec of Jackson 3 beside that of Jackson 2, in one JVM. */
class Jackson3CodecTest {

  /** A payload with what the two read by modules, or by themselves. */
  public record Order(
      String id, BigDecimal total, Instant placed, Optional<String> note, List<Line> lines) {

    /** A part of it. */
    public record Line(String article, int count) {}
  }

  /** As a configuration names it. */
  public static final class Orders extends Jackson3Codec<Order> {

    /** For Weft. */
    public Orders() {
      super(Order.class);
    }
  }

  private static final class Noting implements Handler<Order> {

    private final Queue<Order> seen = new ConcurrentLinkedQueue<>();

    @Override
    public void handle(Message<Order> message) {
      seen.add(message.payload());
    }
  }

  private static final Order ORDER =
      new Order(
          "A-1",
          new BigDecimal("12.30"),
          Instant.parse("2026-01-01T00:00:00.123456789Z"),
          Optional.of("ring twice"),
          List.of(new Order.Line("pen", 3), new Order.Line("ink", 1)));

  private final Codec<Order> two = JsonCodec.of(Order.class);
  private final Codec<Order> three = new Orders();

  @Test
  void eachReadsWhatTheOtherWrites() throws Exception {
    var plain = new Order("A-2", BigDecimal.ONE, Instant.EPOCH, Optional.empty(), List.of());

    for (Order order : List.of(ORDER, plain)) {
      assertThat(two.decode(three.encode(order))).isEqualTo(order);
      assertThat(three.decode(two.encode(order))).isEqualTo(order);
    }
  }

  @Test
  void handlersOfBothAreAtWorkInOneRuntime() {
    var byTwo = new Noting();
    var byThree = new Noting();
    String config =
        """
        weft.transport = memory
        weft.streams.ORDERS { subjects = ["orders.>"] }
        weft.handlers.two { stream = ORDERS }
        weft.handlers.three { stream = ORDERS, codec = "%s" }
        """
            .formatted(Orders.class.getName());

    try (Weft weft =
        Weft.builder().config(config).handler("two", byTwo).handler("three", byThree).start()) {
      weft.publisher(two).publish("orders.placed", ORDER);
      weft.publisher(three).publish("orders.placed", ORDER);

      await()
          .untilAsserted(
              () -> {
                assertThat(byTwo.seen).containsExactly(ORDER, ORDER);
                assertThat(byThree.seen).containsExactly(ORDER, ORDER);
              });
    }
  }
}
