package dev.weft.runtime.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.config.WeftConfig;
import dev.weft.engine.SideStream;
import dev.weft.memory.MemoryTransport;
import dev.weft.runtime.Configs;
import dev.weft.runtime.TestHandlers;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a review says of streams beside streams. */
class ReviewTest {

  @AutoClose private final MemoryTransport transport = new MemoryTransport();
  private final WeftConfig config =
      Configs.read(
          "weft.handlers.a { class = \"%s\", stream = ORDERS, scheduled-retries = false }"
              .formatted(Configs.name(TestHandlers.Noting.class)));

  @Test
  void oneThatDoesNotFollowItsOriginalIsSaidAndUsed() {
    transport.create(
        new StreamSpec("ORDERS", Map.of("subjects", List.of("orders.>"), "num_replicas", 3)));
    var alone =
        new HashMap<>(
            new SideStreams(config, transport)
                .of(SideStream.DEAD_LETTERS, "ORDERS")
                .created()
                .settings());
    alone.put("num_replicas", 1L);
    transport.create(new StreamSpec("ORDERS_DLQ", alone));

    Review review = review();

    assertThat(review.warnings())
        .containsExactly(
            "stream ORDERS_DLQ: does not follow the stream it belongs to: num_replicas: 1 on the"
                + " server, 3 configured");
    assertThat(review.deviations()).isEmpty();
    assertThat(review.refusals()).isEmpty();
    assertThat(review.missingStreams())
        .extracting(ProvidedStream::name)
        .containsExactly("ORDERS_DEATHS");
  }

  @Test
  void aStreamThatWouldForgetWhatItKeepsIsWarnedOf() {
    transport.create(new StreamSpec("ORDERS", Map.of("subjects", List.of("orders.>"))));
    transport.create(
        new StreamSpec("ORDERS_DLQ", Map.of("subjects", List.of("DLQ.ORDERS.>"), "max_msgs", 5)));
    WeftConfig retrying =
        Configs.read(
            "weft.handlers.a { class = \"%s\", stream = ORDERS }"
                    .formatted(Configs.name(TestHandlers.Noting.class))
                + "\nweft.scheduled-retries.stream { max_bytes = 1GiB }");

    assertThat(review(retrying).warnings())
        .containsExactly(
            "stream ORDERS_DLQ: max_msgs = 5: when it is full the server drops the oldest; set"
                + " discard = new (nats stream edit ORDERS_DLQ --discard=new), and what has no room"
                + " is tried again",
            "stream ORDERS_RETRY: max_bytes = 1073741824: what does not fit waits with its consumer"
                + " instead, and holds a max_ack_pending slot there; remove the limit, or have it"
                + " far larger than what ever waits");
  }

  @Test
  void aStreamOfWeftsOwnThatIsConfiguredAmongTheStreamsTooIsNotInItsOwnWay() {
    WeftConfig both =
        Configs.read(
            """
            weft.streams.ORDERS.subjects = ["orders.>"]
            weft.streams.ORDERS_DLQ.subjects = ["DLQ.ORDERS.>"]
            weft.handlers.a { class = "%s", stream = ORDERS, scheduled-retries = false }
            """
                .formatted(Configs.name(TestHandlers.Noting.class)));

    Review review = reviewOfAll(both, transport);

    assertThat(review.refusals()).isEmpty();
    assertThat(review.missingStreams())
        .extracting(ProvidedStream::name)
        .containsExactly("ORDERS", "ORDERS_DLQ", "ORDERS_DEATHS");
  }

  @Test
  void aStreamThatAnotherProcessCreatesMeanwhileIsNotInItsOwnWay() {
    WeftConfig its =
        Configs.read(
            """
            weft.streams.ORDERS.subjects = ["orders.>"]
            weft.handlers.a {
              class = "%s", stream = ORDERS, scheduled-retries = false, dead-letters = false
            }
            """
                .formatted(Configs.name(TestHandlers.Noting.class)));
    Transport raced =
        (Transport)
            Proxy.newProxyInstance(
                ReviewTest.class.getClassLoader(),
                new Class<?>[] {Transport.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("streamsTaking")) {
                    transport.create(its.streams().getFirst());
                  }
                  return method.invoke(transport, arguments);
                });

    assertThat(reviewOfAll(its, raced).refusals()).isEmpty();
  }

  @Test
  void whatIsNowhereIsRefused() {
    assertThat(review().refusals())
        .contains(
            "consumer ORDERS/a: there is no stream ORDERS; create it, or configure it under"
                + " weft.streams");
  }

  private static Review reviewOfAll(WeftConfig its, Transport on) {
    return Review.of(
        new Plan(
            Stream.concat(
                    its.streams().stream().map(ProvidedStream::of),
                    new SideStreams(its, on).needed().stream())
                .toList(),
            its.handlers()),
        on);
  }

  private Review review() {
    return review(config);
  }

  private Review review(WeftConfig its) {
    return Review.of(new Plan(new SideStreams(its, transport).needed(), its.handlers()), transport);
  }
}
