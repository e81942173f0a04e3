package dev.weft.simulation.server;

import static dev.weft.simulation.server.Scene.ACK_WAIT;
import static dev.weft.simulation.server.Scene.CONSUMER;
import static dev.weft.simulation.server.Scene.exactly;
import static dev.weft.simulation.server.Scene.fault;
import static dev.weft.simulation.server.Scene.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of settlements on their way to the server. */
final class SettlementFaultsTest {

  private static final String SETTLE = "settle ORDERS/worker";
  private static final String WORKER = "ORDERS/worker";
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  @RegisterExtension private final InSimulation run = new InSimulation(1);

  private Scene scene(Fault... faults) {
    var scene = new Scene(run, exactly(faults));
    scene.publish("a");
    return scene;
  }

  @Test
  void whatIsAcknowledgedInVainComesAgainAfterItsAckWait() throws Exception {
    Scene scene = scene(fault(FaultKind.REQUEST_LOST, SETTLE, 1));
    Source source = scene.open(ReceiveMode.PULL);

    assertThat(one(source, A_WHILE).settle(Outcome.Ack.INSTANCE)).isTrue();
    assertThat(scene.server().truth().unsettled(WORKER)).containsExactly(1L);
    Delivery again = one(source, ACK_WAIT.plusSeconds(1));

    assertThat(again.attempt()).isEqualTo(2);
    assertThat(scene.now()).isGreaterThanOrEqualTo(ACK_WAIT);
    assertThat(again.settle(Outcome.Ack.INSTANCE)).isTrue();
    assertThat(scene.server().truth().settled(WORKER, 1))
        .hasValueSatisfying(first -> assertThat(first.attempt()).isEqualTo(2));
  }

  @Test
  void aConfirmedSettlementIsAskedForAgainUntilItIsAnswered() throws Exception {
    Scene scene =
        scene(fault(FaultKind.REQUEST_LOST, SETTLE, 1), fault(FaultKind.ANSWER_LOST, SETTLE, 1));

    assertThat(one(scene.open(ReceiveMode.PULL), A_WHILE).settleConfirmed(Outcome.Ack.INSTANCE))
        .isTrue();

    assertThat(scene.now()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
    assertThat(scene.server().truth().settlements()).hasSize(2);
  }

  @Test
  void aSettlementThatIsNotConfirmedFailsAndMayCountAllTheSame() throws Exception {
    Scene scene =
        scene(
            fault(FaultKind.ANSWER_LOST, SETTLE, 1),
            fault(FaultKind.ANSWER_LOST, SETTLE, 2),
            fault(FaultKind.ANSWER_LOST, SETTLE, 3));
    Delivery delivery = one(scene.open(ReceiveMode.PULL), A_WHILE);

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> delivery.settleConfirmed(Outcome.Ack.INSTANCE))
        .withMessageContaining("did not answer in 3 tries");

    assertThat(scene.server().truth().unsettled(WORKER)).isEmpty();
    assertThat(scene.connection().state(CONSUMER).ackPending()).isZero();
  }

  @Test
  void anAcknowledgementThatArrivesTwiceIsHarmless() throws Exception {
    Scene scene = scene(fault(FaultKind.REQUEST_DOUBLED, SETTLE, 1));

    one(scene.open(ReceiveMode.PULL), A_WHILE).settle(Outcome.Ack.INSTANCE);

    assertThat(scene.server().truth().settlements()).hasSize(2);
    assertThat(scene.connection().state(CONSUMER).ackPending()).isZero();
  }

  @Test
  void aSettlementWithoutAConnectionIsSentOverTheNextOne() throws Exception {
    Scene scene = scene();
    Delivery delivery = one(scene.open(ReceiveMode.PULL), A_WHILE);
    scene.connection().wire().fail(fault(FaultKind.RESET, "wire", 1));

    assertThat(delivery.settle(Outcome.Ack.INSTANCE)).isTrue();
    assertThat(scene.server().truth().unsettled(WORKER)).containsExactly(1L);
    scene.connection().wire().mend();

    assertThat(scene.server().truth().unsettled(WORKER)).isEmpty();
  }

  @Test
  void aDeadProcessSettlesNothingMore() throws Exception {
    Scene scene = scene();
    Delivery delivery = one(scene.open(ReceiveMode.PULL), A_WHILE);
    scene.connection().wire().fail(fault(FaultKind.RESET, "wire", 1));
    delivery.settle(Outcome.Ack.INSTANCE);

    scene.connection().die();
    scene.connection().wire().mend();

    assertThat(scene.server().truth().unsettled(WORKER)).containsExactly(1L);
    assertThat(scene.connection().problem()).isPresent();
  }

  @Test
  void withoutALeaderASettlementIsLostUnlessItIsToBeConfirmed() throws Exception {
    Scene scene = scene();
    scene.publish("b");
    Source source = scene.open(ReceiveMode.PULL);
    Delivery first = one(source, A_WHILE);
    Delivery second = one(source, A_WHILE);

    scene.server().pullServers().leaderGone(CONSUMER);
    first.settle(Outcome.Ack.INSTANCE);
    scene
        .server()
        .start(
            "election",
            () -> {
              scene.server().sleep(Duration.ofMillis(700).toNanos());
              scene.server().outages().consumersWithoutLeader().clear();
            });
    assertThat(second.settleConfirmed(Outcome.Ack.INSTANCE)).isTrue();

    assertThat(scene.server().truth().unsettled(WORKER)).containsExactly(1L);
    assertThat(scene.now()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void anExtensionStartsTheAckWaitAnewUnlessItIsLost() throws Exception {
    Scene scene = scene(fault(FaultKind.REQUEST_LOST, SETTLE, 2));
    Source source = scene.open(ReceiveMode.PULL);
    Delivery held = one(source, A_WHILE);

    scene.sleep(ACK_WAIT.minusSeconds(5));
    held.extend();
    scene.sleep(ACK_WAIT.minusSeconds(5));
    held.extend(); // is lost

    assertThat(one(source, Duration.ofSeconds(6)).attempt()).isEqualTo(2);
  }
}
