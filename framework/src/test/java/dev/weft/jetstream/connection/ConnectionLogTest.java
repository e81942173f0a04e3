package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Auth;
import dev.weft.jetstream.wire.AckPayload;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionLogTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int REFUSED = 1_000;

  @Test
  void manyRefusalsOfOneKindAreAFewLinesWithTheirCount(@TempDir Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("server.conf"),
            """
            authorization { users: [
              { user: u, password: p, permissions: { publish: { deny: "$JS.ACK.>" } } }
            ] }
            """);
    try (NatsServer server = NatsServer.start("-c", config.toString());
        CapturedLog log = CapturedLog.of(ConnectionLog.class.getName(), Level.WARN);
        Link link = Link.open(settings(server))) {
      for (int i = 1; i <= REFUSED; i++) {
        link.settle("$JS.ACK.ORDERS.work.1." + i + "." + i + ".1.0", AckPayload.ACK.bytes());
      }

      await().atMost(PATIENCE).until(() -> told(log) == REFUSED);
      assertThat(own(log)).hasSizeLessThan(20);
      assertThat(own(log).getFirst()).contains("Permissions Violation for Publish to");
    }
  }

  // What was refused to another test before is told up to a second later.
  private static List<String> own(CapturedLog log) {
    return log.lines().stream().filter(line -> line.contains("$JS.ACK.ORDERS.work.1.")).toList();
  }

  private static long told(CapturedLog log) {
    return own(log).stream()
        .mapToLong(
            line ->
                line.contains("(and ")
                    ? 1 + Long.parseLong(line.replaceAll(".*\\(and | more.*", "").replace(",", ""))
                    : 1)
        .sum();
  }

  private static ConnectionSettings settings(NatsServer server) {
    return ConnectionSettings.builder()
        .servers(server.url())
        .connectTimeout(PATIENCE)
        .auth(new Auth.UserPassword("u", "p"))
        .build();
  }
}
