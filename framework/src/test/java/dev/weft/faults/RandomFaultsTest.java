package dev.weft.faults;

import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Any faults in any order, on workers in this JVM and in others. The seed is printed; {@code
 * FAULT_SEED} repeats its sequence.
 */
@Faults
class RandomFaultsTest extends OnStage {

  /** What befalls workers and their consumers, besides the {@link Disturbance disturbances}. */
  private enum Harm {
    CONSUMER_DELETED,
    WORKER_KILLED,
    WORKER_RESTARTED
  }

  private static final List<Harm> HARMS = List.of(Harm.values());

  @AutoClose private final TcpProxy network = new TcpProxy(server.port());
  private final List<LocalWorker> locals = new ArrayList<>();
  private Optional<ChildWorker> child = Optional.empty();

  static boolean isLong() {
    return "long".equals(System.getenv("FAULTS"));
  }

  @Test
  void anySequenceOfFaultsLosesNothing() throws Exception {
    String given = System.getenv("FAULT_SEED");
    long seed = given == null ? System.nanoTime() % 1_000_000 : Long.parseLong(given);
    int faults = isLong() ? 60 : 8;
    System.out.println("FAULT_SEED=" + seed);
    var random = new Random(seed);
    Plan plan =
        Plan.of(faults + " random faults, FAULT_SEED=" + seed)
            .workQueue()
            .mode(random.nextBoolean() ? "push" : "pull");
    try (Stage stage = stage(plan, network.url())) {
      locals.add(stage.worker());
      locals.add(stage.worker());
      child = Optional.of(stage.child());
      stage.flow();

      for (int i = 0; i < faults; i++) {
        int kind = random.nextInt(Disturbance.ALL.size() + HARMS.size());
        Duration time = Duration.ofMillis(500 + random.nextInt(2_500));
        stage.faultBegins();
        if (kind < Disturbance.ALL.size()) {
          Disturbance one = Disturbance.ALL.get(kind);
          System.out.println("  " + one + " for " + time.toMillis() + " ms");
          one.befall(server, network, time);
        } else {
          Harm one = HARMS.get(kind - Disturbance.ALL.size());
          System.out.println("  " + one);
          harm(one, stage);
        }
        stage.faultEnds();
        stage.awaitRecovery();
        stage.awaitHandled(50 + random.nextInt(300));
      }

      stage.judge(faults * 150);
    }
  }

  private void harm(Harm kind, Stage stage) throws Exception {
    switch (kind) {
      case CONSUMER_DELETED -> deleteConsumer(stage);
      case WORKER_KILLED -> {
        child.orElseThrow().kill();
        child = Optional.of(stage.child());
      }
      case WORKER_RESTARTED -> {
        stage.stop(locals.remove(0));
        locals.add(stage.worker());
      }
    }
  }

  private static void deleteConsumer(Stage stage) throws IOException {
    try {
      stage.management().deleteConsumer(Job.STREAM, stage.consumer());
    } catch (JetStreamApiException e) {
      // The fault before has deleted it, and no worker has created it anew yet.
      if (e.getErrorCode() != 404) {
        throw new IllegalStateException(e);
      }
    }
  }
}
