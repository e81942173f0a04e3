package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testing.ChildJvm;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes of the real program while its handlers take every processor. */
@SuppressWarnings("try") // jnats closes by a method that may be interrupted
class ProbesTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PROMPT = Duration.ofSeconds(1);
  private static final Pattern ADDRESS = Pattern.compile("probes: (http://[^/]+)/live");

  @TempDir Path folder;

  @AutoClose private final NatsServer server = NatsServer.start();

  @Test
  void handlersThatComputeOnEveryProcessorKeepNoProbeWaiting() throws Exception {
    try (Connection connection = server.connect()) {
      connection
          .jetStreamManagement()
          .addStream(
              StreamConfiguration.builder()
                  .name("WORK")
                  .subjects("work.>")
                  .storageType(StorageType.Memory)
                  .build());
      for (int i = 0; i < 4; i++) {
        connection.jetStream().publish("work.todo", new byte[] {1});
      }
    }
    try (ChildJvm weft = weft();
        HttpClient client = HttpClient.newHttpClient()) {
      weft.await(PATIENCE, () -> weft.out().contains("computing"));
      String address = address(weft.out());
      get(client, address + "/live"); // the client's own classes are loaded by now
      int probes = 0;
      while (!weft.out().contains("computed")) {
        assertThat(get(client, address + "/live")).isEqualTo(200);
        assertThat(get(client, address + "/ready")).isEqualTo(200);
        probes++;
      }
      assertThat(probes).isGreaterThan(5);
    }
  }

  private static int get(HttpClient client, String uri) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(uri)).timeout(PROMPT).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static String address(String out) {
    Matcher found = ADDRESS.matcher(out);
    assertThat(found.find()).as(out).isTrue();
    return found.group(1);
  }

  private ChildJvm weft() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("application.conf"),
            """
            weft {
              nats.servers = "%s"
              http { host = "127.0.0.1", port = 0 }
              handlers.test {
                class = "%s"
                stream = WORK
                codec = bytes
                concurrency = 4
                consumer { durable_name = test }
              }
            }
            """
                .formatted(server.url(), ComputingHandler.class.getName()));
    return ChildJvm.start(
        folder,
        Main.class,
        List.of("-XX:ActiveProcessorCount=1"),
        "run",
        "--config",
        config.toString());
  }
}
