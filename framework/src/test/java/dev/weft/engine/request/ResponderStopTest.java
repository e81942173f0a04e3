package dev.weft.engine.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.TransportException;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.Observer;
import dev.weft.transport.Reply;
import dev.weft.transport.RequestSource;
import dev.weft.transport.Requests;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a responder answers while it is stopped, paused, interrupted or cut off. */
class ResponderStopTest {

  @AutoClose private final ResponderBench bench = new ResponderBench();

  @Test
  void aStopAnswersWhatIsInWorkAndTakesNoMore() throws Exception {
    ResponderWorker worker = bench.start(bench.gated());
    CompletableFuture<Integer> inWork =
        bench.requester.requestAsync(ResponderBench.SUBJECT, "four", ResponderBench.PATIENT);
    await().until(() -> bench.gate.getQueueLength() == 1);

    worker.stop();

    await().until(() -> bench.failure("next").type().equals("no-responders"));
    assertThat(inWork).isNotDone();
    bench.gate.release();
    assertThat(inWork).succeedsWithin(ResponderBench.PATIENT.timeout()).isEqualTo(4);
    bench.awaitEnd();
  }

  @Test
  void anInterruptAnswersWhatIsInWorkWithStopping() throws Exception {
    ResponderWorker worker = bench.start(bench.gated());
    CompletableFuture<Integer> inWork =
        bench.requester.requestAsync(ResponderBench.SUBJECT, "four", ResponderBench.PATIENT);
    await().until(() -> bench.gate.getQueueLength() == 1);

    worker.finish();
    bench.thread().interrupt();

    assertThat(inWork)
        .failsWithin(ResponderBench.PATIENT.timeout())
        .withThrowableThat()
        .havingCause()
        .withMessageContaining("503 stopping");
    bench.awaitEnd();
  }

  @Test
  void aPauseTakesNoMoreUntilItIsTakenBack() {
    ResponderWorker worker = bench.start(ResponderBench.length());

    worker.pause();
    await().until(() -> bench.failure("x").type().equals("no-responders"));
    assertThat(worker.problem()).hasValueSatisfying(why -> assertThat(why).contains("paused"));
    worker.resume();

    await().until(() -> worker.problem().isEmpty());
    await()
        .ignoreExceptions()
        .until(() -> bench.requester.request(ResponderBench.SUBJECT, "four") == 4);
  }

  @Test
  void whatCannotBeReceivedIsToldAndTriedAgain() {
    var breakable = new BreakableTransport(bench.transport);
    breakable.breakNow("no permission");
    ResponderWorker worker =
        bench.run(
            new ResponderWorker(
                ResponderBench.spec(ResponderBench.length(), 1, ResponderBench.PATIENT.timeout()),
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
                bench.housekeeper));
    await()
        .untilAsserted(
            () ->
                assertThat(worker.problem())
                    .contains("not subscribed to prices.get: no permission"));

    breakable.mend();

    await().until(() -> worker.problem().isEmpty());
    assertThat(bench.requester.request(ResponderBench.SUBJECT, "four")).isEqualTo(4);
    assertThat(bench.log.lines()).isNotEmpty();
  }

  @Test
  void anInterruptEndsTheWaitForAnAnswer() {
    bench.start(bench.gated());
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(
            () -> bench.requester.request(ResponderBench.SUBJECT, "x", ResponderBench.PATIENT))
        .withMessageContaining("interrupted");

    assertThat(Thread.interrupted()).isTrue();
  }
}
