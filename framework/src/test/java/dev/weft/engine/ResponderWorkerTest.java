package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Codec;
import dev.weft.Headers;
import dev.weft.RefuseException;
import dev.weft.RequestException;
import dev.weft.RequestOptions;
import dev.weft.Requester;
import dev.weft.Responder;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.Reply;
import dev.weft.transport.RequestSource;
import dev.weft.transport.Requests;
import dev.weft.transport.TransportException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A responder answers every request once, whatever comes of it. */
class ResponderWorkerTest {

  private static final String SUBJECT = "prices.get";
  private static final RequestOptions PATIENT =
      RequestOptions.defaults().withTimeout(Duration.ofSeconds(20));

  private final MemoryTransport transport = new MemoryTransport();
  private final Housekeeper housekeeper = new Housekeeper();
  private final Semaphore gate = new Semaphore(0);
  private final CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN);
  private final Requester<String, Integer> requester =
      new CodecRequester<>(new Text(), new Count(), transport.requests(), Observer.none());
  private final List<Thread> threads = new ArrayList<>();
  private final List<ResponderWorker> workers = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    gate.release(1_000);
    workers.forEach(ResponderWorker::stop);
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    }
    housekeeper.close();
    transport.close();
    log.close();
  }

  @Test
  void aRequestIsAnswered() {
    start(length());

    assertThat(requester.request(SUBJECT, "four")).isEqualTo(4);
    assertThat(requester.requestAsync(SUBJECT, "seven"))
        .succeedsWithin(PATIENT.timeout())
        .isEqualTo(5);
  }

  @Test
  void theResponderSeesPayloadSubjectAndHeaders() {
    var seen = new AtomicReference<String>();
    start(
        request -> {
          seen.set(request.payload() + " " + request.subject() + " " + request.headers());
          return 1;
        });

    requester.request(
        SUBJECT, "x", RequestOptions.defaults().withHeaders(Headers.of("X-User", "ada")));

    assertThat(seen.get()).startsWith("x prices.get {X-User=[ada]").contains("text/plain");
  }

  @Test
  void anExceptionIsAnsweredWithItsClassAndMessageAndNoStack() throws Exception {
    start(
        request -> {
          throw new IllegalStateException("the database\nis away é");
        });

    Reply reply =
        transport
            .requests()
            .send(SUBJECT, "x".getBytes(StandardCharsets.UTF_8), Headers.empty(), PATIENT.timeout())
            .get();

    assertThat(reply.data()).isEmpty();
    assertThat(reply.headers().asMap())
        .containsOnly(
            Map.entry("Nats-Service-Error-Code", List.of("500")),
            Map.entry("Nats-Service-Error", List.of("the database | is away ?")),
            Map.entry("Weft-Error-Type", List.of("java.lang.IllegalStateException")));
    assertThat(log.lines()).singleElement().asString().contains("IllegalStateException");
  }

  @Test
  void aRefusalIsAnsweredAsItIs() {
    start(
        request -> {
          throw new RefuseException(404, "unknown-product", "no product " + request.payload());
        });

    assertThat(failure("x"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(404))
        .satisfies(e -> assertThat(e.type()).isEqualTo("unknown-product"))
        .hasMessageContaining("no product x");
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void anErrorOfAnotherResponderIsNotPassedOnAsOnesOwn() {
    start(
        request -> {
          throw new RequestException(404, "unknown-product", "asked elsewhere");
        });

    assertThat(failure("x").code()).isEqualTo(500);
  }

  @Test
  void whatCannotBeDecodedIsABadRequest() {
    start(length());

    assertThat(failure("undecodable"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(400))
        .satisfies(e -> assertThat(e.type()).isEqualTo("bad-request"));
  }

  @Test
  void anAnswerThatCannotBeEncodedIsAnError() {
    start(request -> -1);

    assertThat(failure("x").code()).isEqualTo(500);
  }

  @Test
  void anAnswerThatCannotBeDecodedIsABadAnswer() {
    start(request -> 666);

    assertThat(failure("x").type()).isEqualTo("bad-answer");
  }

  @Test
  void whenAllPlacesAreTakenTheNextIsAnsweredAtOnceWithBusy() {
    start(gated(), 2, Duration.ofMinutes(1));
    List<CompletableFuture<Integer>> taken =
        List.of(
            requester.requestAsync(SUBJECT, "a", PATIENT),
            requester.requestAsync(SUBJECT, "b", PATIENT));
    await().until(() -> gate.getQueueLength() == 2);

    RequestException refused = failure("c");

    assertThat(refused.type()).isEqualTo("busy");
    assertThat(refused.code()).isEqualTo(503);
    assertThat(taken).noneMatch(CompletableFuture::isDone);
    gate.release(2);
    assertThat(taken).allSatisfy(one -> assertThat(one).succeedsWithin(PATIENT.timeout()));
    gate.release();
    await().until(() -> requester.request(SUBJECT, "again", PATIENT) == 5);
  }

  @Test
  void whoAsksAgainOnAnAnswerNeverFindsItsPlaceTaken() {
    start(length(), 1, Duration.ofMinutes(1));

    for (int i = 0; i < 2_000; i++) {
      assertThat(requester.request(SUBJECT, "four", PATIENT)).isEqualTo(4);
    }
  }

  @Test
  void whatTakesTooLongIsInterruptedAndAnsweredWithTimeout() {
    var interrupted = new CountDownLatch(1);
    start(
        request -> {
          try {
            gate.acquire();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return 1;
        },
        1,
        Duration.ofMillis(100));

    RequestException late = failure("x");

    assertThat(late.type()).isEqualTo("timeout");
    assertThat(late.code()).isEqualTo(504);
    await().until(() -> interrupted.getCount() == 0);
  }

  @Test
  void whatIgnoresItsInterruptIsAnsweredWithTimeoutAllTheSame() {
    start(
        request -> {
          gate.acquireUninterruptibly();
          return 1;
        },
        1,
        Duration.ofMillis(100));

    assertThat(failure("x").type()).isEqualTo("timeout");
    assertThat(failure("y").type()).as("its place is still taken").isEqualTo("busy");
  }

  @Test
  void aStopAnswersWhatIsInWorkAndTakesNoMore() throws Exception {
    ResponderWorker worker = start(gated());
    CompletableFuture<Integer> inWork = requester.requestAsync(SUBJECT, "four", PATIENT);
    await().until(() -> gate.getQueueLength() == 1);

    worker.stop();

    await().until(() -> failure("next").type().equals("no-responders"));
    assertThat(inWork).isNotDone();
    gate.release();
    assertThat(inWork).succeedsWithin(PATIENT.timeout()).isEqualTo(4);
    assertThat(threads.get(0).join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void anInterruptAnswersWhatIsInWorkWithStopping() throws Exception {
    ResponderWorker worker = start(gated());
    CompletableFuture<Integer> inWork = requester.requestAsync(SUBJECT, "four", PATIENT);
    await().until(() -> gate.getQueueLength() == 1);

    worker.finish();
    threads.get(0).interrupt();

    assertThat(inWork)
        .failsWithin(PATIENT.timeout())
        .withThrowableThat()
        .havingCause()
        .withMessageContaining("503 stopping");
    assertThat(threads.get(0).join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aPauseTakesNoMoreUntilItIsTakenBack() {
    ResponderWorker worker = start(length());

    worker.pause();
    await().until(() -> failure("x").type().equals("no-responders"));
    assertThat(worker.problem()).hasValueSatisfying(why -> assertThat(why).contains("paused"));
    worker.resume();

    await().until(() -> worker.problem().isEmpty());
    await().ignoreExceptions().until(() -> requester.request(SUBJECT, "four") == 4);
  }

  @Test
  void whatCannotBeReceivedIsToldAndTriedAgain() {
    var breakable = new BreakableTransport(transport);
    breakable.breakNow("no permission");
    ResponderWorker worker =
        run(
            new ResponderWorker(
                spec(length(), 1, PATIENT.timeout()),
                new Requests() {
                  @Override
                  public CompletableFuture<Reply> send(
                      String subject, byte[] data, Headers headers, Duration timeout) {
                    return breakable.requests().send(subject, data, headers, timeout);
                  }

                  @Override
                  public RequestSource receive(String subject, Optional<String> queueGroup) {
                    return breakable.requests().receive(subject, queueGroup);
                  }
                },
                Observer.none(),
                housekeeper));
    await()
        .untilAsserted(
            () ->
                assertThat(worker.problem())
                    .contains("not subscribed to prices.get: no permission"));

    breakable.mend();

    await().until(() -> worker.problem().isEmpty());
    assertThat(requester.request(SUBJECT, "four")).isEqualTo(4);
    assertThat(log.lines()).isNotEmpty();
  }

  @Test
  void aSlowRequestDoesNotHoldUpTheOthers() {
    start(request -> request.payload().equals("slow") ? gated().respond(request) : 1);
    CompletableFuture<Integer> slow = requester.requestAsync(SUBJECT, "slow", PATIENT);

    for (int i = 0; i < 50; i++) {
      assertThat(requester.request(SUBJECT, "quick", PATIENT)).isEqualTo(1);
    }
    assertThat(slow).isNotDone();
  }

  @Test
  void anInterruptEndsTheWaitForAnAnswer() {
    start(gated());
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> requester.request(SUBJECT, "x", PATIENT))
        .withMessageContaining("interrupted");

    assertThat(Thread.interrupted()).isTrue();
  }

  private RequestException failure(String payload) {
    return catchThrowableOfType(
        RequestException.class, () -> requester.request(SUBJECT, payload, PATIENT));
  }

  private static Responder<String, Integer> length() {
    return request -> request.payload().length();
  }

  private Responder<String, Integer> gated() {
    return request -> {
      if (!gate.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody opened the gate");
      }
      return request.payload().length();
    };
  }

  private ResponderWorker start(Responder<String, Integer> responder) {
    return start(responder, 100, Duration.ofMinutes(1));
  }

  private ResponderWorker start(
      Responder<String, Integer> responder, int concurrency, Duration timeout) {
    ResponderWorker worker =
        run(
            new ResponderWorker(
                spec(responder, concurrency, timeout),
                transport.requests(),
                Observer.none(),
                housekeeper));
    await().until(() -> worker.problem().isEmpty());
    return worker;
  }

  private static ResponderSpec<String, Integer> spec(
      Responder<String, Integer> responder, int concurrency, Duration timeout) {
    return new ResponderSpec<>(
        "prices",
        SUBJECT,
        Optional.of("prices"),
        concurrency,
        timeout,
        new Text(),
        new Count(),
        responder);
  }

  private ResponderWorker run(ResponderWorker worker) {
    workers.add(worker);
    threads.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    worker.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    return worker;
  }

  /** Text, of which one cannot be decoded. */
  private static final class Text implements Codec<String> {
    @Override
    public String contentType() {
      return "text/plain";
    }

    @Override
    public byte[] encode(String payload) {
      return payload.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] data) {
      String text = new String(data, StandardCharsets.UTF_8);
      if (text.equals("undecodable")) {
        throw new IllegalArgumentException("is not a question");
      }
      return text;
    }
  }

  /** Numbers, of which -1 cannot be encoded and 666 cannot be decoded. */
  private static final class Count implements Codec<Integer> {
    @Override
    public String contentType() {
      return "text/plain";
    }

    @Override
    public byte[] encode(Integer payload) {
      if (payload < 0) {
        throw new IllegalArgumentException("negative");
      }
      return String.valueOf(payload).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Integer decode(byte[] data) {
      int number = Integer.parseInt(new String(data, StandardCharsets.UTF_8));
      if (number == 666) {
        throw new IllegalArgumentException("a number of ill omen");
      }
      return number;
    }
  }
}
