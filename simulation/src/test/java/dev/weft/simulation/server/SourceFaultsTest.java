package dev.weft.simulation.server;

import static dev.weft.simulation.server.Scene.ACK_WAIT;
import static dev.weft.simulation.server.Scene.CONSUMER;
import static dev.weft.simulation.server.Scene.exactly;
import static dev.weft.simulation.server.Scene.fault;
import static dev.weft.simulation.server.Scene.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of messages on their way to a replica, and of what it has received ahead. */
final class SourceFaultsTest {

  private static final String DELIVER = "deliver ORDERS/worker";
  private static final String PULL = "pull ORDERS/worker";
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  @RegisterExtension private final InSimulation run = new InSimulation(1);

  private Scene scene(Fault... faults) {
    return new Scene(run, exactly(faults));
  }

  private static List<Delivery> take(Source source, int count, Duration wait)
      throws InterruptedException {
    var taken = new ArrayList<Delivery>();
    while (taken.size() < count) {
      List<Delivery> come = source.next(count - taken.size(), wait);
      assertThat(come).isNotEmpty();
      taken.addAll(come);
    }
    return taken;
  }

  @Test
  void whoTakesFromAConsumerThatIsGoneIsToldAndTakesFromItAnew() throws Exception {
    Scene scene = scene();
    Source source = scene.open(ReceiveMode.PULL);
    scene
        .server()
        .start(
            "deleter",
            () -> {
              scene.server().sleep(A_WHILE.toNanos());
              scene.server().pullServers().gone(Scene.CONSUMER);
            });

    assertThatThrownBy(() -> source.next(1, Duration.ofSeconds(5)))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("was deleted");
    assertThat(scene.now()).isBetween(A_WHILE, A_WHILE.plusSeconds(1));

    source.close();
    scene.sleep(A_WHILE);
    scene.publish("a");
    assertThat(Scene.text(one(scene.open(ReceiveMode.PULL), A_WHILE))).isEqualTo("a");
  }

  @Test
  void aLostDeliveryLeavesAGapAndComesAgainAfterItsAckWait() throws Exception {
    Scene scene = scene(fault(FaultKind.DELIVERY_LOST, DELIVER, 2));
    Source source = scene.open(ReceiveMode.PULL);
    scene.publish("a", "b", "c");

    List<Delivery> come = take(source, 2, Duration.ofSeconds(4)); // a pull lasts 3 s
    come.forEach(delivery -> delivery.settle(Outcome.Ack.INSTANCE));
    Delivery again = one(source, ACK_WAIT.plusSeconds(3));

    assertThat(come).map(Delivery::number).containsExactly(1L, 3L);
    assertThat(Scene.text(again)).isEqualTo("b");
    assertThat(again.number()).isEqualTo(4);
    assertThat(again.attempt()).isEqualTo(2);
  }

  @Test
  void whatIsUnderWayWhenTheConnectionBreaksComesAgain() throws Exception {
    Scene scene = scene(fault(FaultKind.DELIVERY_LATE, DELIVER, 1));
    Source source = scene.open(ReceiveMode.PULL);
    scene.publish("a");
    scene
        .server()
        .start(
            "break",
            () -> {
              scene.server().sleep(500_000);
              scene.connection().wire().fail(fault(FaultKind.RESET, "wire", 1));
              scene.connection().wire().mend();
            });

    Delivery delivery = one(source, ACK_WAIT.plusSeconds(1));

    assertThat(delivery.attempt()).isEqualTo(2);
    assertThat(source.breaks()).isEqualTo(1);
    assertThat(scene.notes()).anyMatch(note -> note.contains("is lost with its connection"));
  }

  @Test
  void whatWasReceivedStaysWhenTheConnectionBreaks() throws Exception {
    Scene scene = scene();
    Source source = scene.open(ReceiveMode.PUSH);
    source.pace(Duration.ofMillis(10).toNanos());
    scene.publish("a", "b", "c");
    one(source, A_WHILE);
    scene.sleep(Duration.ofMillis(10));

    scene.connection().wire().fail(fault(FaultKind.RESET, "wire", 1));
    scene.connection().wire().mend();

    assertThat(take(source, 2, A_WHILE)).map(Delivery::attempt).containsExactly(1, 1);
  }

  @Test
  void aPushSourceReceivesAheadAndHandsBackWhenItIsClosed() throws Exception {
    Scene scene = scene();
    Source source = scene.open(ReceiveMode.PUSH);
    source.pace(Duration.ofMillis(10).toNanos());
    scene.publish("a", "b", "c", "d");
    one(source, A_WHILE);
    scene.sleep(Duration.ofMillis(10));
    assertThat(scene.connection().state(CONSUMER).ackPending()).isEqualTo(4);

    source.close();

    List<Delivery> come = take(scene.open(ReceiveMode.PULL), 3, A_WHILE);
    assertThat(come).map(Scene::text).containsExactly("b", "c", "d");
    assertThat(come).map(Delivery::attempt).containsExactly(2, 2, 2);
  }

  @Test
  void whatComesForAnOpenPullAfterTheLastCallIsHandedBackToo() throws Exception {
    Scene scene = scene();
    Source source = scene.open(ReceiveMode.PULL);
    assertThat(source.next(3, Duration.ofMillis(100))).isEmpty();
    scene.publish("a");
    scene.sleep(Duration.ofMillis(10));
    assertThat(scene.connection().state(CONSUMER).ackPending()).isEqualTo(1);

    source.close();

    assertThat(one(scene.open(ReceiveMode.PULL), A_WHILE).attempt()).isEqualTo(2);
  }

  @Test
  void whatWasReceivedAheadIsKeptByExtensions() throws Exception {
    Scene scene = scene();
    Source source = scene.open(ReceiveMode.PUSH);
    source.pace(Duration.ofMillis(10).toNanos());
    scene.publish("a", "b");
    one(source, A_WHILE).settle(Outcome.Ack.INSTANCE);

    for (int i = 0; i < 9; i++) {
      scene.sleep(ACK_WAIT.dividedBy(3));
      source.extend();
    }

    assertThat(one(source, A_WHILE).attempt()).isEqualTo(1);
    assertThat(scene.connection().state(CONSUMER).delivered().number()).isEqualTo(2);
  }

  @Test
  void whereTwoPullsInARowAreLostTheSourceFails() {
    Scene scene =
        scene(fault(FaultKind.REQUEST_LOST, PULL, 1), fault(FaultKind.REQUEST_LOST, PULL, 2));
    Source source = scene.open(ReceiveMode.PULL);

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> source.next(1, Duration.ofMinutes(1)))
        .withMessageContaining("answered none of the last pulls")
        .matches(failure -> !failure.isLasting());
    assertThat(scene.now()).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(7));
  }

  @Test
  void aNewLeaderDeliversAgainAtOnceWhatItKnowsNothingOf() throws Exception {
    int again = 0;
    for (int number = 1; number <= 10; number++) {
      Scene scene = scene();
      Fault change = new Fault(FaultKind.LEADER_CHANGE, "server", number);
      Source source = scene.open(ReceiveMode.PULL);
      scene.publish("a", "b");
      List<Delivery> held = take(source, 2, A_WHILE);
      held.get(0).settle(Outcome.Ack.INSTANCE);
      source.next(1, Duration.ofMillis(1));

      scene.server().pullServers().leaderGone(CONSUMER);
      scene.server().pullServers().leaderElected(CONSUMER, change);
      List<Delivery> come = source.next(2, Duration.ofSeconds(3));

      assertThat(source.breaks()).as("interrupted pulls").isEqualTo(1);
      assertThat(come).allMatch(delivery -> delivery.attempt() == 2);
      assertThat(come).map(Scene::text).isSubsetOf("b");
      again += come.size();
    }
    assertThat(again).isBetween(1, 9);
  }

  @Test
  void withoutAConnectionTheSourceWaitsAndGoesOnOverTheNextOne() throws Exception {
    Scene scene = scene();
    Source source = scene.open(ReceiveMode.PULL);
    scene.connection().wire().fail(fault(FaultKind.UNREACHABLE, "wire", 1));
    scene.publish("a");

    assertThat(source.next(1, Duration.ofSeconds(10))).isEmpty();
    scene.connection().wire().mend();

    assertThat(one(source, A_WHILE).attempt()).isEqualTo(1);
    assertThat(source.breaks()).isEqualTo(1);
  }
}
