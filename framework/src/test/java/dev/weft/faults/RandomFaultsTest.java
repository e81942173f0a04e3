package dev.weft.faults;

import dev.weft.testing.NatsServer;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any faults in any order, on workers in this JVM and in others. The seed is printed; {@code
 * FAULT_SEED} repeats its sequence.
 */
@Faults
class RandomFaultsTest {

  private enum Kind {
    SERVER_KILLED,
    SERVER_FROZEN,
    NETWORK_CUT,
    NETWORK_SLOW,
    CONNECTIONS_RESET,
    CONSUMER_DELETED,
    WORKER_KILLED,
    WORKER_RESTARTED
  }

  private final NatsServer server = NatsServer.start();
  private final TcpProxy network = new TcpProxy(server.port());
  private final List<LocalWorker> locals = new ArrayList<>();
  private Optional<ChildWorker> child = Optional.empty();
  @TempDir private Path folder;

  static boolean isLong() {
    return "long".equals(System.getenv("FAULTS"));
  }

  @AfterEach
  void close() {
    network.close();
    server.close();
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
    try (Stage stage = new Stage(plan, folder, List.of(server.url()), List.of(network.url()))) {
      locals.add(stage.worker());
      locals.add(stage.worker());
      child = Optional.of(stage.child());
      stage.flow();

      for (int i = 0; i < faults; i++) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        Duration time = Duration.ofMillis(500 + random.nextInt(2_500));
        System.out.println(
            "  " + kind.name().toLowerCase(Locale.ROOT) + " for " + time.toMillis() + " ms");
        stage.faultBegins();
        inject(kind, time, stage);
        stage.faultEnds();
        stage.awaitRecovery();
        stage.awaitHandled(50 + random.nextInt(300));
      }

      stage.judge(faults * 150);
    }
  }

  private void inject(Kind kind, Duration time, Stage stage) throws Exception {
    switch (kind) {
      case SERVER_KILLED -> {
        server.kill();
        Pause.of(time);
        server.restart();
      }
      case SERVER_FROZEN -> {
        server.freeze();
        Pause.of(time);
        server.thaw();
      }
      case NETWORK_CUT -> {
        network.cut();
        Pause.of(time);
        network.restore();
      }
      case NETWORK_SLOW -> {
        network.slow(Duration.ofMillis(50), 200_000);
        Pause.of(time);
        network.restore();
      }
      case CONNECTIONS_RESET -> network.reset();
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
