package dev.weft.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.RejectException;
import dev.weft.testing.Stubborn;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Handlers that misbehave. Nothing they do costs a message, and none takes its worker down. */
@Faults
class HandlerFaultsTest extends OnStage {

  private static final Set<Integer> HANGING = Set.of(150, 160, 170);

  @Test
  void exceptionsAndErrorsAreRetriedUntilTheMessageIsHandled() throws Exception {
    try (Stage stage = stage(Plan.of("handlers throw exceptions and errors, every 25th message"))) {
      stage.worker(
          message -> {
            int number = number(message.payload());
            if (message.attempt() == 1 && number % 50 == 0) {
              throw new IllegalStateException("wanted");
            }
            if (message.attempt() <= 2 && number % 50 == 25) {
              throw new StackOverflowError("wanted");
            }
          });
      stage.flow();
      stage.faultBegins();
      Pause.ofSeconds(3);
      stage.faultEnds();

      stage.judge(0);
      assertThat(stage.told()).isEmpty();
    }
  }

  @Test
  void whatAHandlerRejectsIsKeptAsADeadLetterOnceAndNeverComesBack() throws Exception {
    try (Stage stage = stage(Plan.of("handlers reject every 50th message"))) {
      stage.worker(
          message -> {
            if (number(message.payload()) % 50 == 0) {
              throw new RejectException("wanted");
            }
          });
      stage.expectDead(id -> number(id) % 50 == 0);
      stage.flow();
      stage.faultBegins();
      Pause.ofSeconds(2);
      stage.faultEnds();

      stage.judge(0);
      assertThat(stage.told()).isEmpty();
    }
  }

  @Test
  void aHandlerThatHangsIsInterruptedAndItsMessageRetried() throws Exception {
    Plan plan = Plan.of("handlers hang, 3 messages").timeout(Duration.ofSeconds(1));
    try (Stage stage = stage(plan)) {
      stage.worker(
          message -> {
            if (message.attempt() == 1 && HANGING.contains(number(message.payload()))) {
              new CountDownLatch(1).await();
            }
          });
      stage.flow();
      stage.faultBegins();
      stage.awaitHandled(400);
      stage.faultEnds();

      stage.judge(0);
    }
  }

  @Test
  void aHandlerThatIgnoresItsInterruptLosesItsThreadAndTheRestGoesOn() throws Exception {
    Plan plan = Plan.of("a handler hangs for good").timeout(Duration.ofSeconds(1));
    var hanging = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    try (Stage stage = stage(plan)) {
      stage.worker(
          message -> {
            if (message.attempt() == 1 && number(message.payload()) == 150) {
              hanging.countDown();
              Stubborn.await(end);
              throw new IllegalStateException("given up long ago");
            }
          });
      stage.flow();
      stage.faultBegins();
      hanging.await();
      stage.faultEnds(); // measured from the hanging on: time limit 1 s, grace 10 s

      stage.judge(0, Duration.ofSeconds(15));
      end.countDown();
    } finally {
      end.countDown();
    }
  }

  @Test
  void handlersSlowerThanTheAckWaitHandleEachMessageOnce() throws Exception {
    // 4 s each with an ack wait of 3 s, and a few messages received ahead behind each of them.
    Plan plan =
        Plan.of("handlers of 4 s, ack wait 3 s").perSecond(10).handling(Duration.ofSeconds(4));
    try (Stage stage = stage(plan)) {
      stage.worker(
          message ->
              TimeUnit.MILLISECONDS.sleep(number(message.payload()) % 100 == 20 ? 4_000 : 1));
      stage.flow();
      stage.faultBegins();
      stage.awaitHandled(30);
      stage.faultEnds();

      stage.judge(0);
    }
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(1));
  }
}
