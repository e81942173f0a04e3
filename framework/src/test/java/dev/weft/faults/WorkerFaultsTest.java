package dev.weft.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers in JVMs of their own that die in the middle of their handlers. */
@Faults
class WorkerFaultsTest extends OnStage {

  @ParameterizedTest
  @ValueSource(strings = {"push", "pull"})
  void whatAKilledWorkerHadInHandIsHandledByAnother(String mode) throws Exception {
    Plan plan =
        Plan.of("one of two workers killed 3 times, " + mode)
            .mode(mode)
            .handling(Duration.ofMillis(4));
    try (Stage stage = stage(plan)) {
      stage.worker();
      ChildWorker victim = stage.child();
      stage.flow();

      for (int i = 0; i < 3; i++) {
        stage.awaitHandledBy(victim.name());
        stage.faultBegins();
        victim.kill();
        stage.faultEnds();
        stage.awaitRecovery();
        victim = stage.child();
      }

      // What was handled and not yet acknowledged: a handful at each kill.
      stage.judge(30);
    }
  }

  @Test
  void aMessageThatExhaustsTheMemoryIsKeptAsADeadLetterAndItsNeighboursAreHandled()
      throws Exception {
    Plan plan = Plan.of("a message uses up its worker's memory, 3 attempts").attempts(3);
    try (Stage stage = stage(plan)) {
      ChildWorker victim = stage.child();
      stage.flow();
      stage.expectDead(ChildWorker.EXHAUSTING::equals);

      stage.faultBegins();
      stage.publish(ChildWorker.EXHAUSTING);
      for (int i = 1; i <= 3; i++) {
        await("crash " + i).atMost(Duration.ofSeconds(30)).until(dead(victim));
        victim = stage.child();
      }
      stage.faultEnds();

      stage.judge(60);
    }
  }

  private static Callable<Boolean> dead(ChildWorker worker) {
    return () -> !worker.isAlive();
  }

  @Test
  void aWorkerThatIsAloneAndKilledIsTakenOverFromByTheNext() throws Exception {
    Plan plan = Plan.of("the only worker killed, and another started");
    try (Stage stage = stage(plan)) {
      ChildWorker victim = stage.child();
      stage.flow();

      stage.faultBegins();
      victim.kill();
      stage.child();
      stage.faultEnds(); // its start, of a JVM on a busy machine, counts

      stage.judge(30);
    }
  }
}
