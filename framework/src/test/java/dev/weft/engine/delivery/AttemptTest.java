package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.DeadLetterAction;
import dev.weft.engine.retry.RetryStore;
import dev.weft.machine.Machine;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What decides how a work ends is decided once, and nobody goes on before it is. */
class AttemptTest {

  private final CountDownLatch mayBeKept = new CountDownLatch(1);
  private final CountDownLatch keeping = new CountDownLatch(1);
  private final CountedDelivery delivery = new CountedDelivery(1);
  private final Attempt attempt = new Attempt(delivery, slowSettler(), Thread.currentThread());
  private final Thread other =
      Thread.ofVirtual().unstarted(() -> attempt.settle(new Outcome.Reject("for the test", null)));

  @AfterEach
  void end() throws InterruptedException {
    mayBeKept.countDown();
    other.join();
  }

  @Test
  void whatHasEndedCannotBeGivenUp() {
    assertThat(attempt.end()).isTrue();
    assertThat(attempt.abandon()).isFalse();
  }

  @Test
  void whatWasGivenUpIsNotEndedByItsOwnThread() {
    assertThat(attempt.abandon()).isTrue();
    assertThat(attempt.abandon()).isFalse();
    assertThat(attempt.end()).isFalse();
  }

  // As a middleware may do that swallows what the first call threw.
  @Test
  void whatIsCalledAgainIsNotHandedBackForTheCallBefore() {
    assertThat(attempt.handBack(Duration.ZERO)).hasMessageContaining("handed back");
    assertThat(attempt.handedBack()).isEqualTo(Outcome.Retry.HANDED_BACK);

    attempt.markEmitted();

    assertThat(attempt.handedBack()).isNull();
  }

  @Test
  void aHandlingEndsWhenTheSettlementByAnotherThreadIsMade() throws Exception {
    Thread handling =
        Thread.ofVirtual().unstarted(() -> Parts.handling(one -> Optional.empty()).run(attempt));
    assertWaits(handling);
  }

  @Test
  void whoeverConcludesWaitsForTheSettlementByAnotherThread() throws Exception {
    assertWaits(Thread.ofVirtual().unstarted(() -> attempt.conclude(Outcome.Retry.HANDED_BACK)));
  }

  @Test
  void anInterruptEndsNoWaitForASettlementAndIsKept() throws Exception {
    var flag = new CountDownLatch(1);
    Thread concluding =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  Thread.currentThread().interrupt();
                  attempt.conclude(Outcome.Ack.INSTANCE);
                  if (Thread.interrupted()) {
                    flag.countDown();
                  }
                });

    assertWaits(concluding);
    assertThat(flag.getCount()).isZero();
  }

  private void assertWaits(Thread thread) throws InterruptedException {
    other.start();
    keeping.await();
    thread.start();

    await().during(Duration.ofMillis(200)).until(thread::isAlive);
    assertThat(delivery.settlements()).isZero();
    mayBeKept.countDown();

    assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    assertThat(delivery.settlements()).isEqualTo(1);
  }

  private Settler slowSettler() {
    return new Settler(
        Machine.real(),
        Parts.ID,
        false,
        new Settler.Keeping(
            new DeadLetterAction(
                Parts.ID,
                (handler, kept, reject) -> {
                  keeping.countDown();
                  awaitUninterrupted(mayBeKept);
                  return "kept";
                }),
            AttemptJournal.off(),
            RetryStore.byConsumer()),
        Observer.none());
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
