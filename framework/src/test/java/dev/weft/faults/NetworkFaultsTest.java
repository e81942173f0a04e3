package dev.weft.faults;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A network between worker and server that fails; the traffic goes past it. */
@Faults
class NetworkFaultsTest extends OnStage {

  @AutoClose private final TcpProxy network = new TcpProxy(server.port());

  @Test
  void aCutOfFiveSecondsLosesNothing() throws Exception {
    try (Stage stage = stage("network cut for 5 s")) {
      stage.worker();
      stage.worker();
      stage.flow();

      stage.faultBegins();
      network.cut();
      stage.awaitTold("not connected");
      Pause.ofSeconds(5);
      network.restore();
      stage.faultEnds();

      stage.judge(100); // acknowledgements that were under way
    }
  }

  @Test
  void connectionsThatAreResetAgainAndAgainLoseNothing() throws Exception {
    try (Stage stage = stage("connections reset 5 times")) {
      stage.worker();
      stage.worker();
      stage.flow();

      for (int i = 0; i < 5; i++) {
        stage.faultBegins();
        network.reset();
        stage.faultEnds(); // within milliseconds there is a new connection
        stage.awaitRecovery();
        stage.awaitHandled(50);
      }

      stage.judge(500);
    }
  }

  @Test
  void aSlowNetworkIsNoFaultAndHandlesNothingTwice() throws Exception {
    try (Stage stage = stage("network slow for 8 s: 100 ms, 100 kB/s")) {
      stage.worker();
      stage.flow();

      stage.faultBegins();
      network.slow(Duration.ofMillis(100), 100_000);
      Pause.ofSeconds(8);
      network.restore();
      stage.faultEnds();

      stage.judge(0);
    }
  }

  @Test
  void aHalfOpenConnectionIsSeenAndReplaced() throws Exception {
    try (Stage stage = stage("connection half open")) {
      stage.worker();
      stage.flow();

      stage.faultBegins();
      network.stall();
      stage.faultEnds(); // a new connection would work from here on
      stage.awaitTold("CONSUMER.INFO");

      stage.judge(100, Duration.ofSeconds(20));
    }
  }

  @Test
  void aRefusedConnectionIsTriedUntilItIsTaken() throws Exception {
    try (Stage stage = stage("connection reset and refused for 5 s")) {
      stage.worker();
      stage.flow();

      stage.faultBegins();
      network.refuse();
      network.reset();
      stage.awaitTold("not connected");
      Pause.ofSeconds(5);
      network.restore();
      stage.faultEnds();

      stage.judge(100);
    }
  }

  private Stage stage(String scenario) throws Exception {
    return stage(Plan.of(scenario), network.url());
  }
}
