package dev.weft.contract;

import static dev.weft.contract.TestBed.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.Headers;
import dev.weft.NoRespondersException;
import dev.weft.RequestTimeoutException;
import dev.weft.TransportException;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.Reply;
import dev.weft.transport.RequestSource;
import dev.weft.transport.Requests;
import dev.weft.transport.SizeLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Requests, who receives them, and how they are answered or not. */
interface RequestsContract extends OnTestBed {

  Duration SHORT = Duration.ofMillis(300);

  /** Far less than the time that a request has, far more than a busy machine needs. */
  Duration SOON = Duration.ofSeconds(15);

  private Requests requests() {
    return bed().transport().requests();
  }

  private RequestSource receive(String subject) {
    return requests().receive(bed().subject(subject), Optional.of("group"));
  }

  private CompletableFuture<Reply> send(String subject, String text) {
    return requests().send(bed().subject(subject), text.getBytes(UTF_8), Headers.empty(), PATIENCE);
  }

  private String text(CompletableFuture<Reply> reply) throws Exception {
    return new String(bed().done(reply).get().data(), UTF_8);
  }

  private static IncomingRequest one(RequestSource source) throws InterruptedException {
    return source.next(PATIENCE).orElseThrow();
  }

  /** Reads until the source is over, and echoes. */
  private static int echoTheRest(RequestSource source) throws InterruptedException {
    int answered = 0;
    while (!source.isOver()) {
      Optional<IncomingRequest> request = source.next(SHORT);
      if (request.isPresent()) {
        request.get().reply(request.get().data(), Headers.empty());
        answered++;
      }
    }
    return answered;
  }

  @Test
  default void whatIsTooLargeIsRefusedAndNotSent() throws Exception {
    int most = (int) bed().transport().outbox().limit().maxPayload();
    Headers headers = Headers.of("X-Case", "1");
    int fits = most - SizeLimit.bytes(headers);
    try (RequestSource source = receive("a")) {
      CompletableFuture<Reply> refused =
          requests().send(bed().subject("a"), new byte[fits + 1], headers, PATIENCE);
      assertThat(bed().done(refused))
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(TransportException.class)
          .withMessageContaining(bed().subject("a"))
          .withMessageContaining(most + 1 + " bytes")
          .matches(failure -> ((TransportException) failure).isTooLarge());

      CompletableFuture<Reply> reply =
          requests().send(bed().subject("a"), new byte[fits], headers, PATIENCE);
      IncomingRequest request = one(source);
      assertThat(request.data()).hasSize(fits);
      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() -> request.reply(new byte[most + 1], Headers.empty()))
          .withMessageContaining(bed().subject("a"))
          .withMessageContaining("at most " + most)
          .matches(TransportException::isTooLarge);
      request.reply(new byte[most], Headers.empty());
      assertThat(bed().done(reply).get().data()).hasSize(most);
    }
  }

  @Test
  default void aRequestIsAnsweredWithDataAndHeaders() throws Exception {
    byte[] data = {0, 1, -1, 13, 10, 0};
    Headers headers = Headers.of("X-Case", "1").plus("X-Case", "2").with("x-case", "3");
    try (RequestSource source = receive("a")) {
      CompletableFuture<Reply> reply = requests().send(bed().subject("a"), data, headers, PATIENCE);
      IncomingRequest request = one(source);

      assertThat(request.subject()).isEqualTo(bed().subject("a"));
      assertThat(request.data()).isEqualTo(data);
      assertThat(request.headers()).isEqualTo(headers);
      request.reply(new byte[] {7, 0, 7}, Headers.of("X-Answer", "yes"));

      assertThat(bed().done(reply)).succeedsWithin(PATIENCE);
      assertThat(reply.join().data()).isEqualTo(new byte[] {7, 0, 7});
      assertThat(reply.join().headers().first("X-Answer")).contains("yes");
    }
  }

  @Test
  default void anEmptyAnswerIsOne() throws Exception {
    try (RequestSource source = receive("a")) {
      CompletableFuture<Reply> reply = send("a", "");
      one(source).reply(new byte[0], Headers.empty());

      assertThat(text(reply)).isEmpty();
    }
  }

  @Test
  default void whereNobodyListensThatIsToldAtOnce() {
    CompletableFuture<Reply> reply = send("nobody", "x");

    assertThat(bed().done(reply))
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(NoRespondersException.class)
        .withMessageContaining(bed().subject("nobody"));
  }

  @Test
  default void withoutAnAnswerTheTimeEnds() {
    try (RequestSource source = receive("a")) {
      CompletableFuture<Reply> reply =
          requests().send(bed().subject("a"), new byte[0], Headers.empty(), SHORT);

      assertThat(bed().done(reply))
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(RequestTimeoutException.class)
          .withMessageContaining("300 ms");
      assertThat(source.isOver()).isFalse();
    }
  }

  @Test
  default void whatDependsOnATimeOutAndBlocksHoldsUpNoOther() throws Exception {
    var released = new CountDownLatch(1);
    try (RequestSource source = receive("a")) {
      CompletableFuture<String> held =
          requests()
              .send(bed().subject("a"), new byte[1], Headers.empty(), SHORT)
              .handle((reply, failure) -> untilZero(released));
      CompletableFuture<Reply> next =
          requests().send(bed().subject("a"), new byte[1], Headers.empty(), SHORT.multipliedBy(2));

      assertThat(bed().done(next))
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(RequestTimeoutException.class);
      assertThat(held).isNotDone();
      released.countDown();
      assertThat(bed().done(held).get()).isEqualTo("released");
      assertThat(source.isOver()).isFalse();
    }
  }

  private static String untilZero(CountDownLatch latch) {
    try {
      latch.await();
      return "released";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  default void theFirstAnswerCounts() throws Exception {
    try (RequestSource source = receive("a")) {
      CompletableFuture<Reply> reply = send("a", "x");
      IncomingRequest request = one(source);
      request.reply("one".getBytes(UTF_8), Headers.empty());
      request.reply("two".getBytes(UTF_8), Headers.empty());

      assertThat(text(reply)).isEqualTo("one");
    }
  }

  @Test
  default void aWildcardReceivesWhatMatches() throws Exception {
    try (RequestSource source = receive("*.get")) {
      CompletableFuture<Reply> reply = send("eur.get", "x");
      IncomingRequest request = one(source);
      request.reply(request.subject().getBytes(UTF_8), Headers.empty());

      assertThat(text(reply)).isEqualTo(bed().subject("eur.get"));
    }
  }

  @Test
  default void eachRequestGoesToOneOfAGroup() throws Exception {
    RequestSource first = receive("a");
    RequestSource second = receive("a");
    var replies = new ArrayList<CompletableFuture<Reply>>();
    for (int i = 0; i < 40; i++) {
      replies.add(send("a", String.valueOf(i)));
    }
    first.close();
    second.close();
    int one = echoTheRest(first);
    int other = echoTheRest(second);

    assertThat(one + other).isEqualTo(40);
    assertThat(List.of(one, other)).allMatch(count -> count > 0);
    assertThat(replies).allSatisfy(reply -> assertThat(bed().done(reply)).succeedsWithin(PATIENCE));
  }

  @Test
  default void withoutAGroupEveryoneReceivesEveryRequest() throws Exception {
    String subject = bed().subject("a");
    try (RequestSource first = requests().receive(subject, Optional.empty());
        RequestSource second = requests().receive(subject, Optional.empty())) {
      CompletableFuture<Reply> reply = send("a", "x");

      assertThat(one(first).data()).isEqualTo(one(second).data());
      assertThat(reply).isNotDone();
    }
  }

  @Test
  default void aClosedSourceGivesWhatHadComeAndIsOver() throws Exception {
    RequestSource source = receive("a");
    List<CompletableFuture<Reply>> replies = List.of(send("a", "one"), send("a", "two"));
    source.close();
    source.close();

    assertThat(echoTheRest(source)).isEqualTo(2);
    assertThat(text(replies.get(0))).isEqualTo("one");
    assertThat(text(replies.get(1))).isEqualTo("two");
    assertThat(source.next(Duration.ZERO)).isEmpty();
    assertThat(bed().done(send("a", "three")))
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(NoRespondersException.class);
  }

  @Test
  default void anInterruptedThreadSendsAndAnswers() throws Exception {
    try (RequestSource source = receive("a")) {
      Thread.currentThread().interrupt();
      CompletableFuture<Reply> reply = send("a", "x");
      assertThat(Thread.interrupted()).isTrue();
      IncomingRequest request = one(source);
      Thread.currentThread().interrupt();
      request.reply("y".getBytes(UTF_8), Headers.empty());
      assertThat(Thread.interrupted()).isTrue();

      assertThat(text(reply)).isEqualTo("y");
    }
  }

  @Test
  default void anInterruptEndsTheWaitForARequestAndLosesNone() throws Exception {
    try (RequestSource source = receive("a")) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> source.next(PATIENCE));
      CompletableFuture<Reply> reply = send("a", "x");
      one(source).reply("y".getBytes(UTF_8), Headers.empty());

      assertThat(text(reply)).isEqualTo("y");
    }
  }
}
