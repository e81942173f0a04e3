package dev.weft.engine.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.RefuseException;
import dev.weft.RequestException;
import dev.weft.RequestOptions;
import dev.weft.transport.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A responder answers every request once, whatever comes of it. */
class ResponderWorkerTest {

  @AutoClose private final ResponderBench bench = new ResponderBench();

  @Test
  void aRequestIsAnswered() {
    bench.start(ResponderBench.length());

    assertThat(bench.requester.request(ResponderBench.SUBJECT, "four")).isEqualTo(4);
    assertThat(bench.requester.requestAsync(ResponderBench.SUBJECT, "seven"))
        .succeedsWithin(ResponderBench.PATIENT.timeout())
        .isEqualTo(5);
  }

  @Test
  void theResponderSeesPayloadSubjectAndHeaders() {
    var seen = new AtomicReference<String>();
    bench.start(
        request -> {
          seen.set(request.payload() + " " + request.subject() + " " + request.headers());
          return 1;
        });

    bench.requester.request(
        ResponderBench.SUBJECT,
        "x",
        RequestOptions.defaults().withHeaders(Headers.of("X-User", "ada")));

    assertThat(seen.get()).startsWith("x prices.get {X-User=[ada]").contains("text/plain");
  }

  @Test
  void anExceptionIsAnsweredWithItsClassAndMessageAndNoStack() throws Exception {
    bench.start(
        request -> {
          throw new IllegalStateException("the database\nis away é");
        });

    Reply reply =
        bench
            .transport
            .requests()
            .send(
                ResponderBench.SUBJECT,
                "x".getBytes(StandardCharsets.UTF_8),
                Headers.empty(),
                ResponderBench.PATIENT.timeout())
            .get();

    assertThat(reply.data()).isEmpty();
    assertThat(reply.headers().asMap())
        .containsOnly(
            Map.entry("Nats-Service-Error-Code", List.of("500")),
            Map.entry("Nats-Service-Error", List.of("the database | is away ?")),
            Map.entry("Weft-Error-Type", List.of("java.lang.IllegalStateException")));
    assertThat(bench.log.lines()).singleElement().asString().contains("IllegalStateException");
  }

  @Test
  void aRefusalIsAnsweredAsItIs() {
    bench.start(
        request -> {
          throw new RefuseException(404, "unknown-product", "no product " + request.payload());
        });

    assertThat(bench.failure("x"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(404))
        .satisfies(e -> assertThat(e.type()).isEqualTo("unknown-product"))
        .hasMessageContaining("no product x");
    assertThat(bench.log.lines()).isEmpty();
  }

  @Test
  void anErrorOfAnotherResponderIsNotPassedOnAsOnesOwn() {
    bench.start(
        request -> {
          throw new RequestException(404, "unknown-product", "asked elsewhere");
        });

    assertThat(bench.failure("x").code()).isEqualTo(500);
  }

  @Test
  void whatCannotBeDecodedIsABadRequest() {
    bench.start(ResponderBench.length());

    assertThat(bench.failure("undecodable"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(400))
        .satisfies(e -> assertThat(e.type()).isEqualTo("bad-request"));
  }

  @Test
  void anAnswerThatCannotBeEncodedIsAnError() {
    bench.start(request -> -1);

    assertThat(bench.failure("x").code()).isEqualTo(500);
  }

  @Test
  void anAnswerThatCannotBeDecodedIsABadAnswer() {
    bench.start(request -> 666);

    assertThat(bench.failure("x").type()).isEqualTo("bad-answer");
  }
}
