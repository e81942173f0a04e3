package dev.weft.faults;

import dev.weft.testing.NatsServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;

/** A scenario for each test, on a server of its own. */
abstract class OnStage {

  @AutoClose final NatsServer server = NatsServer.start();

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  Path folder;

  Stage stage(Plan plan) throws Exception {
    return stage(plan, server.url());
  }

  /** With workers that connect to the server by another address. */
  Stage stage(Plan plan, String workers) throws Exception {
    return new Stage(plan, folder, List.of(server.url()), List.of(workers));
  }
}
