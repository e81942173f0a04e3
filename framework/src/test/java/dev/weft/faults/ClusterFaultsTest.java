package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testing.NatsCluster;
import dev.weft.testing.NatsServer;
import io.nats.client.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three with the stream on all of them, which loses its leader. */
@Faults
class ClusterFaultsTest {

  private static final Duration FAILOVER = Duration.ofSeconds(20);

  @AutoClose private final NatsCluster cluster = NatsCluster.start();
  @TempDir private Path folder;

  @Test
  void anotherLeaderTakesOverFromOneThatIsKilled() throws Exception {
    try (Stage stage = stage("cluster: stream leader killed")) {
      NatsServer leader = cluster.server(streamLeader(stage));
      stage.connectWorkersTo(leader.url()); // which tells them of the others
      stage.worker();
      stage.worker();
      stage.flow();

      stage.faultBegins();
      leader.kill();
      stage.faultEnds(); // the two others are a majority: from here on they count
      stage.awaitRecovery();
      Pause.ofSeconds(3);
      leader.restart();

      stage.judge(400, FAILOVER);
    }
  }

  @Test
  void anotherLeaderTakesOverFromOneThatIsFrozen() throws Exception {
    try (Stage stage = stage("cluster: stream leader frozen")) {
      NatsServer leader = cluster.server(streamLeader(stage));
      stage.connectWorkersTo(leader.url());
      stage.worker();
      stage.worker();
      stage.flow();

      stage.faultBegins();
      leader.freeze();
      stage.faultEnds();
      stage.awaitTold("CONSUMER.INFO");
      stage.awaitRecovery();
      Pause.ofSeconds(3);
      leader.thaw();

      stage.judge(400, FAILOVER);
    }
  }

  @Test
  void aStepDownOfTheConsumersLeaderIsHardlyNoticed() throws Exception {
    try (Stage stage = stage("cluster: consumer leader steps down 3 times")) {
      stage.worker();
      stage.worker();
      stage.flow();

      for (int i = 0; i < 3; i++) {
        stage.faultBegins();
        stepDown(stage);
        stage.faultEnds();
        stage.awaitHandled(100);
        stage.awaitRecovery();
      }

      stage.judge(200);
    }
  }

  private static String streamLeader(Stage stage) throws Exception {
    var info = stage.management().getStreamInfo(Job.STREAM).getClusterInfo();
    return Objects.requireNonNull(info.getLeader(), "the stream has no leader");
  }

  private static void stepDown(Stage stage) throws Exception {
    Message answer =
        stage
            .connection()
            .request(
                "$JS.API.CONSUMER.LEADER.STEPDOWN." + Job.STREAM + "." + stage.consumer(),
                new byte[0],
                Duration.ofSeconds(5));
    assertThat(new String(answer.getData(), UTF_8)).contains("\"success\":true");
  }

  private Stage stage(String scenario) throws Exception {
    return new Stage(Plan.of(scenario).replicas(3), folder, cluster.urls(), cluster.urls());
  }
}
