package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.dispatch.Concurrent;
import dev.weft.engine.dispatch.KeyedExecutor;
import dev.weft.engine.flow.Gate;
import dev.weft.machine.Machine;
import dev.weft.testing.Shortage;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where no thread can be started for a while, what waits for one starts once it can. */
@Timeout(20)
class ThreadShortageTest {

  private final Gate gate = Parts.gate();
  private final Housekeeper housekeeper = new Housekeeper(Machine.real());
  private final Shortage shortage = new Shortage();

  @AfterEach
  void close() {
    shortage.remove();
    gate.stop();
    housekeeper.close();
  }

  @Test
  void aWorkerWhoseSlotsAllWaitForAThreadTriesAgain() throws Exception {
    var concurrent =
        new Concurrent(
            "test", 1, false, gate, Parts.inFlight(ThreadShortageTest::ack), Parts.memory());
    var delivery = new CountedDelivery(1);
    shortage.begin(2); // as it comes, and as the wait begins
    concurrent.start(delivery);

    assertThat(concurrent.awaitRoom()).isEqualTo(1);

    assertThat(delivery.settlements()).isEqualTo(1);
  }

  @Test
  void aKeyedWorkerWhoseMailboxesAllWaitForAThreadTriesAgain() throws Exception {
    var executor =
        new KeyedExecutor(
            Parts.slots(1),
            gate,
            Parts.inFlight(ThreadShortageTest::ack),
            housekeeper,
            Parts.memory());
    gate.pause(); // so that none is looked for yet
    for (int i = 1; i <= 900; i++) {
      executor.add("a", new CountedDelivery(i));
    }
    gate.resume();
    shortage.begin(1); // as the wait begins

    assertThat(executor.awaitRoom()).isPositive();

    gate.stop();
    executor.awaitQuiet();
  }

  @Test
  void whatTheHousekeeperStartsIsTriedAgainASecondLater() {
    var ran = new CountDownLatch(1);
    shortage.begin(1);

    housekeeper.start("test", ran::countDown);

    assertThat(Uninterruptibly.await(Machine.real(), ran, Duration.ofSeconds(10))).isTrue();
  }

  private static Optional<Outcome> ack(Attempt attempt) {
    attempt.conclude(Outcome.Ack.INSTANCE);
    return Optional.of(Outcome.Ack.INSTANCE);
  }
}
