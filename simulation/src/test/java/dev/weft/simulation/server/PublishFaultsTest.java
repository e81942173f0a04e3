package dev.weft.simulation.server;

import static dev.weft.simulation.server.Scene.PUBLISH_TIMEOUT;
import static dev.weft.simulation.server.Scene.exactly;
import static dev.weft.simulation.server.Scene.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.transport.Registers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of publishes on their way to the server and back. */
final class PublishFaultsTest {

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

  @RegisterExtension private final InSimulation run = new InSimulation(1);

  private Scene scene(Fault... faults) {
    return new Scene(run, exactly(faults));
  }

  /** Waits until it is done. */
  private static @Nullable TransportException failure(CompletableFuture<PublishReceipt> publish)
      throws InterruptedException {
    try {
      PublishReceipt unused = publish.get();
      return null;
    } catch (ExecutionException e) {
      return (TransportException) e.getCause();
    }
  }

  private static TransportException failed(CompletableFuture<PublishReceipt> publish)
      throws InterruptedException {
    return Objects.requireNonNull(failure(publish), "it has not failed");
  }

  @Test
  void aPublishThatIsLostIsNotConfirmedAndNotStored() throws Exception {
    Scene scene = scene(fault(FaultKind.REQUEST_LOST, "publish", 1));

    assertThat(failed(scene.send("a"))).hasMessageContaining("not confirmed within 5s");

    assertThat(scene.now()).isBetween(PUBLISH_TIMEOUT, PUBLISH_TIMEOUT.plusSeconds(1));
    assertThat(scene.stored()).isEmpty();
    assertThat(scene.notes())
        .containsExactly("request-lost #1 of test publish: publish to orders.a");
  }

  @Test
  void aClientThatFailsByAnErrorHasSentNothing() throws Exception {
    Scene scene = scene(fault(FaultKind.CLIENT_ERROR, "publish", 1));

    assertThatThrownBy(() -> scene.send("a")).isInstanceOf(OutOfMemoryError.class);

    assertThat(failure(scene.send("b"))).isNull();
    assertThat(scene.stored()).containsExactly("b");
    assertThat(scene.notes())
        .containsExactly("client-error #1 of test publish: publish to orders.a");
  }

  @Test
  void whoIsCutOffSendsWhatItHasKeptOnceAServerLetsItIn() throws Exception {
    Scene scene = scene();

    scene.connection().cutOff();
    CompletableFuture<PublishReceipt> kept = scene.send("a");
    scene.sleep(Duration.ofSeconds(3));
    assertThat(scene.stored()).isEmpty();
    assertThat(scene.connection().problem()).isPresent();

    scene.connection().restore();
    assertThat(failure(kept)).isNull();
    assertThat(scene.stored()).containsExactly("a");
    assertThat(scene.connection().problem()).isEmpty();
  }

  @Test
  void aPublishWhoseAnswerIsLostIsStoredAllTheSame() throws Exception {
    Scene scene = scene(fault(FaultKind.ANSWER_LOST, "publish", 1));

    TransportException failure = failed(scene.send("a"));

    assertThat(failure.isWithoutEffect()).isFalse();
    assertThat(scene.stored()).containsExactly("a");
    assertThat(scene.send("a").get().duplicate()).as("the second try").isTrue();
  }

  @Test
  void aDoubledPublishIsStoredOnce() throws Exception {
    Scene scene = scene(fault(FaultKind.REQUEST_DOUBLED, "publish", 1));

    assertThat(scene.send("a").get().duplicate()).isFalse();

    assertThat(scene.stored()).containsExactly("a");
    assertThat(scene.server().truth().publishes())
        .extracting(published -> published.receipt().duplicate())
        .containsExactly(false, true);
  }

  @Test
  void laterPublishesArriveBehindALateOne() throws Exception {
    Scene scene = scene(fault(FaultKind.REQUEST_LATE, "publish", 1));

    CompletableFuture<PublishReceipt> first = scene.send("a");
    CompletableFuture<PublishReceipt> second = scene.send("b");
    assertThat(scene.stored()).isEmpty();
    scene.sleep(LONGEST_DELAY.plusSeconds(1));

    assertThat(first).isDone();
    assertThat(second).isDone();
    assertThat(scene.stored()).containsExactly("a", "b");
  }

  @Test
  void aLateAnswerIsWaitedFor() throws Exception {
    Scene scene = scene(fault(FaultKind.ANSWER_LATE, "publish", 1));

    CompletableFuture<PublishReceipt> first = scene.send("a");
    assertThat(scene.stored()).containsExactly("a");
    scene.sleep(Duration.ofMillis(1).dividedBy(2));
    assertThat(first).isNotDone();
    scene.sleep(LONGEST_DELAY);

    assertThat(first).isDone();
  }

  @Test
  void whatIsUnderWayWhenTheConnectionBreaksIsLostOrOvertaken() throws Exception {
    for (int number = 1; number <= 8; number++) {
      Scene scene = scene(fault(FaultKind.REQUEST_LATE, "publish", 1));
      CompletableFuture<PublishReceipt> first = scene.send("a");
      scene.connection().wire().fail(fault(FaultKind.RESET, "wire", number));
      scene.connection().wire().mend();
      scene.send("b").get();
      scene.sleep(LONGEST_DELAY.plusSeconds(1));

      assertThat(first).isCompletedExceptionally();
      assertThat(scene.stored()).isIn(List.of("b"), List.of("b", "a"));
    }
  }

  @Test
  void withoutAConnectionAPublishIsKeptAndStoredWhenThereIsOneAgain() throws Exception {
    Scene scene = scene();
    scene.connection().wire().fail(fault(FaultKind.UNREACHABLE, "wire", 1));

    assertThat(scene.connection().problem().orElseThrow()).contains("trying again");
    assertThat(failed(scene.send("a"))).hasMessageContaining("not confirmed");
    assertThat(scene.stored()).isEmpty();
    scene.connection().wire().mend();

    assertThat(scene.stored()).containsExactly("a");
    assertThat(scene.connection().problem()).isEmpty();
  }

  @Test
  void aFullStreamRefusesForGoodAndOneWithoutALeaderForNow() throws Exception {
    Scene scene = scene();
    Outages outages = scene.server().outages();

    outages.fullStreams().add("ORDERS");
    assertThat(failed(scene.send("a")).isLasting()).isTrue();
    outages.fullStreams().clear();
    outages.streamsWithoutLeader().add("ORDERS");
    assertThat(failed(scene.send("a")).isWithoutEffect()).isTrue();
    outages.streamsWithoutLeader().clear();

    assertThat(failure(scene.send("a"))).isNull();
    assertThat(scene.stored()).containsExactly("a");
  }

  @Test
  void whileTheServerStandsStillNothingIsDone() throws Exception {
    Scene scene = scene();
    scene.server().outages().stall(Duration.ofSeconds(2).toNanos());

    CompletableFuture<PublishReceipt> publish = scene.send("a");
    scene.sleep(Duration.ofSeconds(1));
    assertThat(scene.stored()).isEmpty();

    assertThat(publish.get().duplicate()).isFalse();
    assertThat(scene.now()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aDocumentMayBeReplacedThoughNobodyWasTold() throws Exception {
    Scene scene = scene(fault(FaultKind.ANSWER_LOST, "publish", 1));
    Registers registers = scene.connection().registers(Duration.ofSeconds(1));

    assertThat(replacement(registers, Registers.ABSENT)).isNull();

    assertThat(scene.server().truth().writes())
        .extracting(GroundTruth.Written::revision)
        .containsExactly(1L);
    assertThat(replacement(registers, Registers.ABSENT)).isEqualTo(OptionalLong.empty());
    assertThat(replacement(registers, 1)).isEqualTo(OptionalLong.of(2));
    assertThat(TimeUnit.NANOSECONDS.toSeconds(run.simulation().nanos())).isEqualTo(1);
  }

  private static @Nullable OptionalLong replacement(Registers registers, long revision) {
    try {
      return registers.replace("orders.lease", revision, new byte[0]);
    } catch (TransportException e) {
      assertThat(e).hasMessageContaining("no answer within 1s");
      return null;
    }
  }
}
