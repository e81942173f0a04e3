package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.testing.ChildJvm;
import dev.weft.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

  @TempDir Path folder;

  @Test
  void itIsReadyAtWorkAndExitsWithZeroOnSigterm() throws Exception {
    int port = Ports.free();
    List<String> options =
        List.of(
            "-Dweft.transport=memory",
            "-Dweft.http.enabled=true",
            "-Dweft.http.host=127.0.0.1",
            "-Dweft.http.port=" + port);
    String config = Path.of("..", "conf", "application.conf").toString();
    try (ChildJvm weft = ChildJvm.start(folder, Main.class, options, "--config", config);
        HttpClient client = HttpClient.newHttpClient()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> status(client, port, "/ready") == 200);
      assertThat(status(client, port, "/live")).isEqualTo(200);

      weft.signal("TERM");
      assertThat(weft.exitCode()).isZero();
    }
  }

  private static int status(HttpClient client, int port, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }
}
