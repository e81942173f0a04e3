package dev.weft.faults;

import dev.weft.testing.NatsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that dies or freezes. */
@Faults
class ServerFaultsTest extends OnStage {

  @ParameterizedTest
  @ValueSource(strings = {"push", "pull"})
  void aKilledServerThatComesBackLosesNothing(String mode) throws Exception {
    try (Stage stage = stage(Plan.of("server killed for 3 s, " + mode).mode(mode))) {
      stage.worker();
      stage.worker();
      stage.flow();

      stage.faultBegins();
      server.kill();
      stage.awaitTold("not connected");
      Pause.ofSeconds(3);
      server.restart();
      stage.faultEnds();

      stage.judge(400); // the server had not yet written down its last acknowledgements
    }
  }

  @Test
  void aServerFrozenForLongIsSeenAndLosesNothing() throws Exception {
    try (Stage stage = stage(Plan.of("server frozen for 25 s"))) {
      stage.worker();
      stage.worker();
      stage.flow();

      stage.faultBegins();
      Instant began = Instant.now();
      server.freeze();
      stage.awaitTold("not connected");
      Pause.of(Duration.between(Instant.now(), began.plusSeconds(25)));
      server.thaw();
      stage.faultEnds();

      stage.judge(400);
    }
  }

  @Test
  void aServerFrozenForAMomentLosesNothing() throws Exception {
    try (Stage stage = stage(Plan.of("server frozen for 5 s"))) {
      stage.worker();
      stage.flow();

      stage.faultBegins();
      server.freeze();
      Pause.ofSeconds(5);
      server.thaw();
      stage.faultEnds();

      stage.judge(100);
    }
  }

  @Test
  void aClientThatIsLetInAgainGoesOnByItself() throws Exception {
    Path settings = letInWith("one");
    try (NatsServer locked = NatsServer.start("-c", settings.toString())) {
      List<String> traffic = List.of(locked.url().replace("//", "//traffic:of-the-test@"));
      List<String> workers = List.of(locked.url().replace("//", "//weft:one@"));
      try (Stage stage = new Stage(Plan.of("client refused"), folder, traffic, workers)) {
        stage.worker();
        stage.flow();

        stage.faultBegins();
        locked.kill();
        letInWith("two");
        locked.restart();
        stage.awaitTold("refuses this client");
        locked.kill();
        letInWith("one");
        locked.restart();
        stage.faultEnds();

        stage.judge(400);
      }
    }
  }

  private Path letInWith(String password) throws IOException {
    return Files.writeString(
        folder.resolve("server.conf"),
        """
        authorization {
          users: [ {user: traffic, password: of-the-test}, {user: weft, password: %s} ]
        }
        """
            .formatted(password));
  }
}
