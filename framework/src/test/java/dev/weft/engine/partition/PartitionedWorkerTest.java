package dev.weft.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.testing.BlockedLog;
import dev.weft.transport.Registers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Replicas that share partitions, on a transport in memory that each can lose. */
class PartitionedWorkerTest extends ReplicasInMemory {

  PartitionedWorkerTest() {
    super(8);
  }

  @Test
  void oneReplicaServesEveryPartitionUntilOthersComeAndAfterTheyHaveGone() {
    Replica a = noting("a");
    publishToAll("alone-");
    awaitHandled("alone-");
    assertThat(a.worker.problem()).isEmpty();

    Replica b = noting("b");
    noting("c");
    passUntil(
        "3, 3 and 2",
        () ->
            agreed(8).members().size() == 3
                && agreed(8).partitionsOf(Assignment.NOBODY).isEmpty()
                && agreed(8).members().keySet().stream()
                    .allMatch(name -> agreed(8).partitionsOf(name).size() <= 3));
    publishToAll("shared-");
    awaitHandled("shared-");
    assertThat(handled).anyMatch(one -> one.startsWith("b ")).anyMatch(one -> one.startsWith("c "));

    a.worker.stop();
    a.awaitEnd();
    b.worker.stop();
    b.awaitEnd();
    awaitShares(Map.of("c", 8));
    publishToAll("left-");
    awaitHandled("left-");
    assertThat(handled).doesNotHaveDuplicates().hasSize(24);
  }

  @Test
  void aReplicaWithoutAPartitionStandsByAndIsReady() {
    IntStream.range(0, 9).forEach(i -> noting("r" + i));

    passUntil(
        "8 with one each",
        () ->
            agreed(8).members().size() == 9
                && agreed(8).partitionsOf(Assignment.NOBODY).isEmpty()
                && agreed(8).members().keySet().stream()
                    .allMatch(name -> agreed(8).partitionsOf(name).size() <= 1));

    assertThat(replicas).allSatisfy(one -> assertThat(one.worker.problem()).isEmpty());
  }

  @Test
  void aPartitionIsNobodyElsesBeforeWhatIsAtWorkHasEnded() {
    var goOn = new CountDownLatch(1);
    Set<String> atWork = ConcurrentHashMap.newKeySet();
    Replica a =
        new Replica(
            "a",
            8,
            message -> {
              atWork.add(message.payload());
              goOn.await();
              handled.add("a " + message.payload());
            });
    publishToAll("slow-");
    passUntil("all at work", () -> atWork.size() == 8);
    noting("b");
    publishToAll("next-");
    a.worker.stop();

    Set<Integer> own = agreed(8).partitionsOf("a");
    assertThat(own).hasSize(8);
    assertThat(handled).isEmpty();

    goOn.countDown();
    a.awaitEnd();
    awaitShares(Map.of("b", 8));
    awaitHandled("next-");
    assertThat(handled).doesNotHaveDuplicates().hasSize(16);
    for (int i = 0; i < 8; i++) {
      assertThat(handled).containsSubsequence("a slow-" + i, "b next-" + i);
    }
  }

  @Test
  void aPausedReplicaGivesItsPartitionsToTheOthersAndTakesPartAgain() {
    Replica a = noting("a");
    noting("b");
    awaitShares(Map.of("a", 4, "b", 4));

    a.worker.pause();
    awaitShares(Map.of("b", 8));
    publishToAll("meanwhile-");
    awaitHandled("meanwhile-");
    assertThat(handled).allMatch(one -> one.startsWith("b "));
    assertThat(a.worker.problem()).hasValueSatisfying(why -> assertThat(why).contains("paused"));

    a.worker.resume();
    awaitShares(Map.of("a", 4, "b", 4));
    assertThat(a.worker.problem()).isEmpty();
  }

  private long beatOf(String member) {
    return Objects.requireNonNull(agreed(8).members().get(member)).beat();
  }

  @Test
  void aStopWaitsForWhatIsHandedBackAlsoWhereItWasToldToFinishBefore() {
    Replica a = noting("a");
    awaitShares(Map.of("a", 8));
    await().until(() -> a.transport.opened() == 8); // or else there is nothing to hand back
    a.transport.holdCloses();

    a.worker.finish(); // as the runtime does first
    Thread stop = Thread.ofVirtual().start(a.worker::stop);

    await().until(() -> stop.getState() == Thread.State.WAITING);
    a.transport.letClose();
    await().until(() -> !stop.isAlive());
  }

  @Test
  void aLoggerThatBlocksKeepsNoLeaseFromBeingRenewedAndNoStopFromItsEnd() {
    Replica a = noting("a");
    awaitShares(Map.of("a", 8));

    try (var log = BlockedLog.of("dev.weft.engine", Level.INFO)) {
      Replica b = noting("b"); // which each of them logs
      awaitShares(Map.of("a", 4, "b", 4));
      assertThat(log.calls()).isPositive();
      long beat = beatOf("a");
      passUntil("three beats more", () -> beatOf("a") > beat + 3);
      assertThat(a.worker.problem()).isEmpty();
      b.worker.stop();
      b.awaitEnd();
    }
  }

  @Test
  void withoutAServerItIsNotReadyAndSaysWhyAndGoesOnWithIt() {
    Replica a = noting("a");
    awaitShares(Map.of("a", 8));

    a.transport.breakNow("the server is away");
    passUntil("a problem", () -> a.worker.problem().isPresent());
    assertThat(a.worker.problem().orElseThrow()).contains("the server is away");
    assertThat(a.thread.isAlive()).isTrue();

    a.transport.mend();
    passUntil("no problem", () -> a.worker.problem().isEmpty());
    publishToAll("again-");
    awaitHandled("again-");
  }

  @Test
  void anErrorWhileItAgreesIsAProblemThatPasses() {
    Replica a = noting("a");
    awaitShares(Map.of("a", 8));

    a.transport.breakBy(new StackOverflowError("for the test"));
    passUntil(
        "a problem",
        () -> a.worker.problem().filter(why -> why.contains("for the test")).isPresent());

    a.transport.mend();
    passUntil("no problem", () -> a.worker.problem().isEmpty());
    publishToAll("after-");
    awaitHandled("after-");
  }

  @Test
  void whoIsCutOffIsInterruptedBeforeAnotherBeginsAndTakesPartAgainLater() throws Exception {
    var started = new CountDownLatch(1);
    Replica a = hanging("a", started);
    publish(3, "x");
    started.await();
    noting("b");
    passUntil("b is there", () -> agreed(8).has("b"));

    a.transport.breakNow("cut off");

    passUntil("b has it", () -> handled.contains("b x"));
    assertThat(handled).containsExactly("a gave up x", "b x");
    a.transport.mend();
    passUntil("a is back", () -> agreed(8).has("a"));
  }

  @Test
  void whoFindsItselfDroppedInterruptsWhatIsAtWorkAndJoinsAnew() throws Exception {
    var started = new CountDownLatch(1);
    Replica a =
        new Replica(
            "a",
            8,
            message -> {
              boolean first = started.getCount() > 0;
              started.countDown();
              try {
                new CountDownLatch(first ? 1 : 0).await();
              } catch (InterruptedException e) {
                handled.add("interrupted");
                throw e;
              }
            });
    publish(3, "x");
    started.await();

    Assignment others = Assignment.of(8).beat("other", LEASE).claim("other");
    boolean written = false;
    while (!written) {
      Registers.Entry entry =
          memory.registers(Duration.ofSeconds(10)).read("S_LEASES", SUBJECT).orElseThrow();
      written =
          memory
              .registers(Duration.ofSeconds(10))
              .replace(SUBJECT, entry.revision(), Leases.write(others))
              .isPresent();
    }

    passUntil("interrupted", () -> handled.contains("interrupted"));
    passUntil("joined anew", () -> agreed(8).has("a"));
    passUntil("the other one was silent", () -> agreed(8).partitionsOf("a").size() == 8);
    assertThat(a.worker.problem()).isEmpty();
  }

  @Test
  void aDocumentOfAnotherCountIsAProblemThatSaysWhatToDoAndNothingIsTaken() {
    noting("a");
    awaitShares(Map.of("a", 8));

    var b = new Replica("b", 4, message -> handled.add("b"));

    passUntil("told", () -> b.worker.problem().isPresent());
    await("a reason")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(b.worker.problem().orElse(""))
                    .contains("partitions.count = 4", "says 8", "durable_name"));
    assertThat(agreed(8).has("b")).isFalse();
  }

  @Test
  void anInterruptEndsWhatIsAtWorkAndLeavesNoLeaseBehind() throws Exception {
    var started = new CountDownLatch(1);
    Replica a = hanging("a", started);
    publish(1, "x");
    started.await();

    a.worker.finish();
    a.thread.interrupt();

    a.awaitEnd();
    assertThat(handled).containsExactlyInAnyOrder("a gave up x", "a interrupted");
    assertThat(agreed(8).members()).isEmpty();
  }

  /** A replica whose handler ends with its interrupt only. */
  private Replica hanging(String name, CountDownLatch started) {
    return new Replica(
        name,
        8,
        message -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            handled.add(name + " gave up " + message.payload());
            throw e;
          }
        });
  }
}
