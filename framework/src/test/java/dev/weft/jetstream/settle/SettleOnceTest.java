package dev.weft.jetstream.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.transport.Outcome;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** One settlement is sent, and nothing behind it. */
class SettleOnceTest {

  private static final Outcome ACK = Outcome.Ack.INSTANCE;

  private final SettleOnce once = new SettleOnce();
  private final List<String> sent = new CopyOnWriteArrayList<>();

  @Test
  void theFirstSettlementIsSentAndNoOther() {
    assertThat(once.settle(ACK, this::send)).isTrue();
    assertThat(once.settle(new Outcome.Reject("late", null), this::send)).isFalse();

    assertThat(sent).containsExactly("Ack");
  }

  @Test
  void anExtensionIsSentAsLongAsNothingIsSettled() {
    once.extend(() -> sent.add("extend"), this::send);
    once.extend(() -> sent.add("extend"), this::send);
    once.settle(ACK, this::send);
    once.extend(() -> sent.add("extend"), this::send);

    assertThat(sent).containsExactly("extend", "extend", "Ack");
  }

  @Test
  void aSettlementThatIsSentHereLetsTheExtensionGoFirst() throws Exception {
    var extending = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Thread extender =
        Thread.ofVirtual()
            .start(
                () ->
                    once.extend(
                        () -> {
                          extending.countDown();
                          awaitUninterrupted(goOn);
                          sent.add("extend");
                        },
                        outcome -> sent.add("by the wrong thread")));
    extending.await();
    Thread settler = Thread.ofVirtual().start(() -> once.settleHere(ACK, this::send));

    goOn.countDown();
    extender.join();
    settler.join();

    assertThat(sent).containsExactly("extend", "Ack");
    assertThat(once.settleHere(ACK, this::send)).isFalse();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSettlementThatMeetsAnExtensionIsSentBehindItByTheExtendingThread() {
    once.extend(
        () -> {
          sent.add("extend");
          assertThat(once.settle(ACK, outcome -> sent.add("too early"))).isTrue();
          assertThat(once.settle(ACK, this::send)).isFalse();
        },
        this::send);

    assertThat(sent).containsExactly("extend", "Ack");
  }

  @Test
  void underAnyInterleavingTheSettlementIsSentOnceAndLast() throws InterruptedException {
    for (int round = 0; round < 5_000; round++) {
      var contested = new SettleOnce();
      var log = new ConcurrentLinkedQueue<String>();
      var start = new CountDownLatch(1);
      Thread extender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    awaitQuietly(start);
                    contested.extend(() -> log.add("extend"), outcome -> log.add("settle"));
                    contested.extend(() -> log.add("extend"), outcome -> log.add("settle"));
                  });
      Thread settler =
          Thread.ofVirtual()
              .start(
                  () -> {
                    awaitQuietly(start);
                    contested.settle(ACK, outcome -> log.add("settle"));
                  });
      start.countDown();
      extender.join();
      settler.join();

      assertThat(log).containsOnlyOnce("settle").last().isEqualTo("settle");
    }
  }

  private void send(Outcome outcome) {
    sent.add(outcome.getClass().getSimpleName());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
