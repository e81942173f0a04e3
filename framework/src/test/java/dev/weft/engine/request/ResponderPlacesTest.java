package dev.weft.engine.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.RequestException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A responder works on so many requests at once, and on each so long. */
class ResponderPlacesTest {

  @AutoClose private final ResponderBench bench = new ResponderBench();

  @Test
  void whenAllPlacesAreTakenTheNextIsAnsweredAtOnceWithBusy() {
    bench.start(bench.gated(), 2, Duration.ofMinutes(1));
    List<CompletableFuture<Integer>> taken =
        List.of(
            bench.requester.requestAsync(ResponderBench.SUBJECT, "a", ResponderBench.PATIENT),
            bench.requester.requestAsync(ResponderBench.SUBJECT, "b", ResponderBench.PATIENT));
    await().until(() -> bench.gate.getQueueLength() == 2);

    RequestException refused = bench.failure("c");

    assertThat(refused.type()).isEqualTo("busy");
    assertThat(refused.code()).isEqualTo(503);
    assertThat(taken).noneMatch(CompletableFuture::isDone);
    bench.gate.release(2);
    assertThat(taken)
        .allSatisfy(one -> assertThat(one).succeedsWithin(ResponderBench.PATIENT.timeout()));
    bench.gate.release();
    await()
        .until(
            () ->
                bench.requester.request(ResponderBench.SUBJECT, "again", ResponderBench.PATIENT)
                    == 5);
  }

  @Test
  void whoAsksAgainOnAnAnswerNeverFindsItsPlaceTaken() {
    bench.start(ResponderBench.length(), 1, Duration.ofMinutes(1));

    for (int i = 0; i < 2_000; i++) {
      assertThat(bench.requester.request(ResponderBench.SUBJECT, "four", ResponderBench.PATIENT))
          .isEqualTo(4);
    }
  }

  @Test
  void whatTakesTooLongIsInterruptedAndAnsweredWithTimeout() {
    var interrupted = new CountDownLatch(1);
    bench.start(
        request -> {
          try {
            bench.gate.acquire();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return 1;
        },
        1,
        Duration.ofMillis(100));

    RequestException late = bench.failure("x");

    assertThat(late.type()).isEqualTo("timeout");
    assertThat(late.code()).isEqualTo(504);
    await().until(() -> interrupted.getCount() == 0);
  }

  @Test
  void whatIgnoresItsInterruptIsAnsweredWithTimeoutAllTheSame() {
    bench.start(
        request -> {
          bench.gate.acquireUninterruptibly();
          return 1;
        },
        1,
        Duration.ofMillis(100));

    assertThat(bench.failure("x").type()).isEqualTo("timeout");
    assertThat(bench.failure("y").type()).as("its place is still taken").isEqualTo("busy");
  }

  @Test
  void oneThatIgnoresItsInterruptIsGivenUpSoThatItsPlaceIsFreeAndAStopDoesNotWait() {
    ResponderWorker worker =
        bench.start(
            request -> {
              if (request.payload().equals("stuck")) {
                bench.gate.acquireUninterruptibly();
              }
              return 1;
            },
            1,
            Duration.ofMillis(100));
    assertThat(bench.failure("stuck").type()).isEqualTo("timeout");

    bench.machine.passUntil(
        () -> bench.log.lines().stream().anyMatch(line -> line.contains("is abandoned")));
    await()
        .ignoreException(RequestException.class)
        .until(
            () ->
                bench.requester.request(ResponderBench.SUBJECT, "x", ResponderBench.PATIENT) == 1);

    assertThat(bench.log.lines())
        .anyMatch(
            line -> line.contains("is abandoned") && line.contains("where the responder is stuck"));
    worker.stop();
    bench.awaitEnd(); // though its thread goes on
    assertThat(bench.gate.hasQueuedThreads()).isTrue();
  }

  @Test
  void aCodecThatTakesTooLongIsInterruptedAndAnsweredWithTimeout() {
    bench.start(ResponderBench.length(), 1, Duration.ofMillis(100));

    assertThat(bench.failure(Questions.NEVER).type()).isEqualTo("timeout");
  }

  @Test
  void aSlowRequestDoesNotHoldUpTheOthers() {
    bench.start(request -> request.payload().equals("slow") ? bench.gated().respond(request) : 1);
    CompletableFuture<Integer> slow =
        bench.requester.requestAsync(ResponderBench.SUBJECT, "slow", ResponderBench.PATIENT);

    for (int i = 0; i < 50; i++) {
      assertThat(bench.requester.request(ResponderBench.SUBJECT, "quick", ResponderBench.PATIENT))
          .isEqualTo(1);
    }
    assertThat(slow).isNotDone();
  }
}
