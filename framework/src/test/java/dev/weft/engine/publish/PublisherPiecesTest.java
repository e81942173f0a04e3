package dev.weft.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.weft.BoundPublisher;
import dev.weft.Headers;
import dev.weft.PublishMiddleware;
import dev.weft.PublishOptions;
import dev.weft.Publisher;
import dev.weft.TransportException;
import dev.weft.codec.StringCodec;
import dev.weft.engine.Observer;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.InMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.StreamSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A publisher bound to a subject, and one with middleware. */
class PublisherPiecesTest {

  @AutoClose private final MemoryTransport memory = new MemoryTransport();
  private final Publisher<String> publisher =
      new CodecPublisher<>(
          StringCodec.INSTANCE, memory.outbox(), Observer.none(), MessageIds.of(Machine.real()));
  private final List<String> notes = new ArrayList<>();

  PublisherPiecesTest() {
    memory.create(new StreamSpec("OUT", Map.of("subjects", List.of("out.>"))));
  }

  @Test
  void aBoundPublisherPublishesToItsSubject() {
    BoundPublisher<String> bound = publisher.to("out.a");

    bound.publish("one");
    bound.publishAsync("two", PublishOptions.defaults().withMessageId("id-2")).join();

    assertThat(bound.subject()).isEqualTo("out.a");
    assertThat(stored())
        .extracting(Delivery::subject, PublisherPiecesTest::text)
        .containsExactly(tuple("out.a", "one"), tuple("out.a", "two"));
  }

  @Test
  void aPublisherIsNotBoundToWhatNothingCanBePublishedTo() {
    assertThatThrownBy(() -> publisher.to("out.*"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'*'");
  }

  @Test
  void middlewareIsAroundEachPublishTheFirstOneOutermost() {
    Publisher<String> with = publisher.with(noting("outer"), noting("inner"));

    assertThat(with.publish("out.a", "one").position().sequence()).isEqualTo(1);
    assertThat(with.publishAsync("out.a", "two").join().position().sequence()).isEqualTo(2);

    List<String> once = List.of("outer > one", "inner > one", "inner < 1", "outer < 1");
    List<String> twice = List.of("outer > two", "inner > two", "inner < 2", "outer < 2");
    assertThat(notes).containsExactly(concat(once, twice));
  }

  @Test
  void middlewareMayAddAHeaderAndChangeTheSubject() {
    Publisher<String> with =
        publisher.with(
            (message, next) ->
                next.proceed(
                    message.withHeader("Tenant", "acme").withSubject(message.subject() + ".acme")));

    with.publish("out.a", "one", PublishOptions.defaults().withHeaders(Headers.of("Mine", "too")));

    Delivery stored = stored().getFirst();
    assertThat(stored.subject()).isEqualTo("out.a.acme");
    assertThat(stored.headers().first("Tenant")).contains("acme");
    assertThat(stored.headers().first("Mine")).contains("too");
  }

  @Test
  void middlewareMayKeepAMessageFromBeingSent() {
    Publisher<String> with =
        publisher.with(
            (message, next) ->
                CompletableFuture.failedFuture(new IllegalStateException("not today")));

    assertThatThrownBy(() -> with.publish("out.a", "one"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("not today");
    assertThat(with.publishAsync("out.a", "one")).isCompletedExceptionally();
    assertThat(stored()).isEmpty();
  }

  @Test
  void middlewareSeesAFailureAndThePublisherThrowsIt() {
    Publisher<String> with =
        publisher.with(
            (message, next) ->
                next.proceed(message)
                    .whenComplete(
                        (receipt, failure) -> notes.add(failure.getClass().getSimpleName())));

    assertThatThrownBy(() -> with.publish("nowhere", "one"))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("nowhere");
    assertThat(notes).containsExactly("TransportException");
  }

  @Test
  void withoutDeduplicationNoIdAmongTheHeadersDropsTheMessage() {
    Headers copied = Headers.of(Headers.NATS_MESSAGE_ID, "one").with("nats-msg-id", "two");
    PublishOptions options = PublishOptions.defaults().withHeaders(copied).withoutDeduplication();

    assertThat(publisher.publish("out.a", "one", options).duplicate()).isFalse();
    assertThat(publisher.publish("out.a", "one", options).duplicate()).isFalse();

    assertThat(stored())
        .hasSize(2)
        .allSatisfy(
            one -> assertThat(one.headers().allIgnoringCase(Headers.NATS_MESSAGE_ID)).isEmpty());
  }

  private PublishMiddleware noting(String name) {
    return (message, next) -> {
      notes.add(name + " > " + message.payload());
      return next.proceed(message)
          .whenComplete(
              (receipt, failure) -> notes.add(name + " < " + receipt.position().sequence()));
    };
  }

  private List<Delivery> stored() {
    return InMemory.all(memory, "OUT");
  }

  private static String text(Delivery delivery) {
    return StringCodec.INSTANCE.decode(delivery.data());
  }

  private static String[] concat(List<String> one, List<String> other) {
    var all = new ArrayList<>(one);
    all.addAll(other);
    return all.toArray(String[]::new);
  }
}
