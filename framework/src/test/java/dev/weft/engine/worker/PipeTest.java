package dev.weft.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.Pipe;
import dev.weft.PublishOptions;
import dev.weft.codec.StringCodec;
import dev.weft.engine.Bench;
import dev.weft.testing.InMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.StreamSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Pipes publish what follows from a message, once. */
class PipeTest {

  @AutoClose private final Bench bench = new Bench();

  PipeTest() {
    bench.memory.create(new StreamSpec("OUT", Map.of("subjects", List.of("out.>"))));
    bench.memory.create(bench.consumer());
  }

  /** A pipe as it is configured: a class, whose results choose their subject. */
  static final class Words extends Pipe<String, String> {

    Words() {
      super("out.words");
    }

    @Override
    protected List<String> apply(Message<String> message) {
      return List.of(message.payload().split(" "));
    }

    @Override
    protected String subject(Message<String> message, String word) {
      return word.length() > 3 ? "out.long" : super.subject(message, word);
    }
  }

  /** A pipe whose results keep a header of their message. */
  static final class Kept extends Pipe<String, String> {

    Kept() {
      super("out.kept");
    }

    @Override
    protected List<String> apply(Message<String> message) {
      return List.of(message.payload());
    }

    @Override
    protected PublishOptions options(Message<String> message, String result) {
      String tenant = message.headers().first("Tenant").orElse("none");
      return PublishOptions.defaults().withHeaders(Headers.of("Tenant", tenant));
    }
  }

  @Test
  void eachMessageIsForwarded() {
    bench.publish("one", "two");

    bench.start(Pipe.forward("out.all"));

    bench.outcomes.awaitSettlements("ack one #1", "ack two #1");
    assertThat(published()).containsExactly("out.all one", "out.all two");
  }

  @Test
  void eachMessageIsMapped() {
    bench.publish("one");

    bench.start(Pipe.map("out.upper", message -> message.payload().toUpperCase(Locale.ROOT)));

    bench.outcomes.awaitSettlements("ack one #1");
    assertThat(published()).containsExactly("out.upper ONE");
  }

  @Test
  void ofAMessageThatDoesNotPassNothingFollows() {
    bench.publish("one", "two");

    bench.start(
        Pipe.<String>forward("out.all").onlyIf(message -> message.payload().startsWith("t")));

    bench.outcomes.awaitSettlements("ack one #1", "ack two #1");
    assertThat(published()).containsExactly("out.all two");
  }

  @Test
  void aMessageBecomesSeveralUnderIdsOfTheirOwn() {
    bench
        .memory
        .outbox()
        .publish("s.a", StringCodec.INSTANCE.encode("a b"), Headers.of("X-Message-ID", "m-1"));

    bench.start(Pipe.flatMap("out.parts", message -> List.of(message.payload().split(" "))));

    bench.outcomes.awaitSettlements("ack a b #1");
    assertThat(deliveries())
        .extracting(Delivery::id)
        .satisfiesExactly(
            one -> assertThat(one).matches("S/1@\\d+\\.test\\.1"),
            two -> assertThat(two).matches("S/1@\\d+\\.test\\.2"));
  }

  @Test
  void aClassOfItsOwnChoosesItsSubjects() {
    bench.publish("one three");

    bench.start(new Words());

    bench.outcomes.awaitSettlements("ack one three #1");
    assertThat(published()).containsExactly("out.words one", "out.long three");
  }

  @Test
  void aClassOfItsOwnChoosesTheHeadersOfItsResults() throws Exception {
    bench
        .memory
        .outbox()
        .publish("s.a", StringCodec.INSTANCE.encode("one"), Headers.of("Tenant", "acme"));

    bench.start(new Kept().onlyIf(message -> true));

    bench.outcomes.awaitSettlements("ack one #1");
    assertThat(deliveries())
        .singleElement()
        .satisfies(kept -> assertThat(kept.headers().first("Tenant")).contains("acme"));
  }

  @Test
  void afterAFailureNothingIsStoredTwice() throws Exception {
    bench.publish("a b");

    bench
        .middleware(
            (message, next) -> {
              next.proceed();
              if (message.attempt() == 1) {
                throw new IllegalStateException("after it published");
              }
            })
        .start(Pipe.flatMap("out.parts", message -> List.of(message.payload().split(" "))));

    bench.outcomes.awaitSettlements("retry a b #1", "ack a b #2");
    assertThat(published()).containsExactly("out.parts a", "out.parts b");
  }

  @Test
  void aMappingThatFailsIsRetriedAsAnyHandler() {
    bench.publish("one");

    bench.start(
        Pipe.map(
            "out.upper",
            message -> {
              if (message.attempt() == 1) {
                throw new IllegalStateException("dictionary away");
              }
              return message.payload();
            }));

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
    assertThat(published()).containsExactly("out.upper one");
  }

  @Test
  void aPipeToAWildcardIsRefused() {
    assertThatThrownBy(() -> Pipe.forward("out.>"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'>'");
  }

  private List<String> published() {
    return deliveries().stream()
        .map(one -> one.subject() + " " + StringCodec.INSTANCE.decode(one.data()))
        .toList();
  }

  private List<Delivery> deliveries() {
    return InMemory.all(bench.memory, "OUT");
  }
}
