package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.TlsSettings;
import dev.weft.jetstream.transport.JetStreamTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // closed at the end, or before it; an interrupt fails the test
class ConnectTryTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  @ParameterizedTest(name = "nobody listens: {0}")
  @ValueSource(booleans = {true, false})
  void anInterruptEndsItAtOnce(boolean nobodyListens) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      if (nobodyListens) {
        silent.close();
      }
      var failure = new CompletableFuture<Throwable>();
      Thread connecting = Thread.ofVirtual().start(() -> failure.complete(failureOf(silent)));
      await()
          .until(
              () ->
                  connecting.getState() == Thread.State.WAITING
                      || connecting.getState() == Thread.State.TIMED_WAITING);

      long start = System.nanoTime();
      connecting.interrupt();

      assertThat(failure.get()).hasMessage("interrupted while connecting");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }
  }

  @Test
  void aServerThatSaysNothingIsNamedWithTheReason() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Throwable failure = failureOf(silent, Duration.ofMillis(300), null);

      assertThat(failure).hasMessageContainingAll("127.0.0.1:", "within 300ms: no answer in time");
    }
  }

  @Test
  void whatWasCutOffMayBeForWantOfAClientCertificateWhereverTheCauseStands() throws Exception {
    try (ServerSocket cutting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> cut(cutting));

      Throwable failure =
          failureOf(cutting, Duration.ofSeconds(1), TlsSettings.builder().first(true).build());

      assertThat(failure).hasMessageContaining("does the server want a client certificate");
    }
  }

  private static Throwable failureOf(ServerSocket server) {
    return failureOf(server, Duration.ofMinutes(5), null);
  }

  private static Throwable failureOf(
      ServerSocket server, Duration timeout, @org.jspecify.annotations.Nullable TlsSettings tls) {
    var settings =
        ConnectionSettings.builder()
            .servers("nats://127.0.0.1:" + server.getLocalPort())
            .connectTimeout(timeout)
            .tls(tls)
            .build();
    try (var transport = JetStreamTransport.connect(settings, timeout)) {
      return new AssertionError("connected: " + transport.problem());
    } catch (RuntimeException e) {
      return e;
    }
  }

  private static void cut(ServerSocket server) {
    try {
      while (true) { // until it is closed
        server.accept().close();
      }
    } catch (IOException e) {
      assertThat(server.isClosed()).isTrue();
    }
  }
}
