package dev.weft.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {

  private final HealthServer health = HealthServer.start("127.0.0.1", 0);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    health.close();
  }

  @Test
  void aServingProcessIsLiveBeforeItIsReady() throws Exception {
    assertThat(send("GET", "/live").statusCode()).isEqualTo(200);

    HttpResponse<String> ready = send("GET", "/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("starting\n");
  }

  @Test
  void withoutProblemsItIsReady() throws Exception {
    health.ask(List::of);

    HttpResponse<String> ready = send("GET", "/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("ready\n");
  }

  @Test
  void whyItIsNotReadyStandsOneALine() throws Exception {
    health.ask(() -> List.of("not connected", "charge-order: reopening"));

    HttpResponse<String> ready = send("GET", "/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("not connected\ncharge-order: reopening\n");
  }

  @Test
  void headAnswersWithoutABody() throws Exception {
    health.ask(List::of);

    HttpResponse<String> ready = send("HEAD", "/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEmpty();
  }

  @Test
  void otherPathsAreNotFound() throws Exception {
    assertThat(send("GET", "/").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/ready/now").statusCode()).isEqualTo(404);
  }

  @Test
  void otherMethodsAreRefused() throws Exception {
    HttpResponse<String> refused = send("POST", "/ready");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void clientsThatSendHalfARequestAreCutOffAndKeepNobodyWaitingForLong() throws Exception {
    var silent = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 12; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), health.port());
        silent.add(socket);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write("GET /live HT".getBytes(US_ASCII));
      }

      assertThat(send("GET", "/live").statusCode()).isEqualTo(200);
      for (Socket socket : silent) {
        assertThat(hasEnded(socket)).isTrue();
      }
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void aReasonThatDoesNotComeKeepsNoProbeOfTheProcessItselfWaiting() throws Exception {
    var never = new CountDownLatch(1);
    health.ask(
        () -> {
          try {
            never.await();
            return List.of();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted");
          }
        });

    assertThatThrownBy(() -> send("GET", "/ready")).isInstanceOf(IOException.class);
    assertThat(send("GET", "/live").statusCode()).isEqualTo(200);
  }

  private static boolean hasEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void aTakenPortIsNamedWithItsSetting() {
    assertThatThrownBy(() -> HealthServer.start("127.0.0.1", health.port()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll("weft.http.port", "127.0.0.1:" + health.port());
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + health.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }
}
