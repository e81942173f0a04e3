package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.RetryPolicy;
import dev.weft.engine.deadletter.DeadLetterHeaders;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log and the dead letters tell of a message that failed. */
class LoggedFailuresTest {

  private static final RetryPolicy ONCE =
      RetryPolicy.builder().attempts(1).fixedDelay(Duration.ofMillis(20)).build();

  private final CapturedLog log = CapturedLog.of("dev.weft.engine", Level.INFO);
  private final Bench bench = new Bench();
  private final List<String> stacks = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    bench.close();
    log.close();
  }

  @Test
  void aRetryIsLoggedWithItsRootCauseInTheSameLine() {
    bench.prepared().publish("a");
    bench.start(
        message -> {
          if (message.attempt() == 1) {
            charge();
          }
        });

    bench.outcomes.awaitSettlements("retry a #1", "ack a #2");
    assertThat(log.lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("WARN handler test: s.a S/1: attempt 1 failed, again in ")
                    .endsWith("IllegalStateException: not charged; caused by IOException: closed"));
  }

  @Test
  void theLastFailureIsLoggedWithItsStackAndItsCauses() {
    bench.retry(ONCE).prepared().publish("a");
    bench.start(message -> charge());

    bench.outcomes.awaitSettlements("reject a #1");
    await()
        .untilAsserted(
            () ->
                assertThat(log.lines())
                    .anySatisfy(
                        line ->
                            assertThat(line)
                                .startsWith("ERROR handler test: s.a S/1: terminated on attempt 1")
                                .contains(
                                    "IllegalStateException: not charged\n\tat ",
                                    "LoggedFailuresTest.charge",
                                    "Caused by: java.io.IOException: closed")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHandlerThatHangsIsShownByItsStackInTheWarningAndInTheDeadLetter(boolean manual) {
    if (manual) {
      bench.manual();
    }
    bench.retry(ONCE).timeout(Duration.ofMillis(200)).deadLetters(this::keep).prepared();
    bench.publish("a");
    bench.start(message -> hang());

    bench.outcomes.awaitSettlements("reject a #1");
    assertThat(log.lines()).anyMatch(line -> line.contains("still at work after its time limit"));
    assertThat(log.frames()).contains(LoggedFailuresTest.class.getName() + ".hang");
    assertThat(stacks)
        .singleElement()
        .asString()
        .contains(
            "TimeLimitException",
            "LoggedFailuresTest.hang",
            "Caused by: java.lang.IllegalStateException: gave up");
  }

  private String keep(HandlerId handler, Delivery delivery, Outcome.Reject reject) {
    stacks.add(
        String.valueOf(
            DeadLetterHeaders.of(handler, delivery, reject, delivery.timestamp())
                .first(DeadLetterHeaders.STACK)
                .orElse("none")));
    return "kept";
  }

  private static void charge() {
    throw new IllegalStateException("not charged", new RuntimeException(new IOException("closed")));
  }

  // What it throws does not say where it was.
  private static void hang() {
    boolean interrupted = false;
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    throw new IllegalStateException("gave up, interrupted = " + interrupted);
  }
}
