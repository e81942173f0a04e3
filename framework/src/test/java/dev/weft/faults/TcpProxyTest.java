package dev.weft.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The broken network breaks as it is told to; the server behind it sends back what it gets. */
class TcpProxyTest {

  private final ServerSocket echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final TcpProxy proxy = new TcpProxy(echo.getLocalPort());

  TcpProxyTest() throws IOException {
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void whatIsSentComesThrough() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoed(socket, 7)).isEqualTo(7);
    }
  }

  @Test
  void aCutEndsWhatIsOpenAndRefusesWhatIsNewUntilItIsRestored() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoed(socket, 1)).isEqualTo(1);
      proxy.cut();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
    proxy.restore();
    try (Socket socket = connect()) {
      assertThat(echoed(socket, 2)).isEqualTo(2);
    }
  }

  @Test
  void aResetIsNoOrderlyEnd() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoed(socket, 1)).isEqualTo(1);
      proxy.reset();
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void aStalledConnectionSwallowsEverythingAndANewOneWorks() throws IOException {
    try (Socket old = connect()) {
      assertThat(echoed(old, 1)).isEqualTo(1);
      proxy.stall();
      old.setSoTimeout(500);
      assertThatThrownBy(() -> echoed(old, 2)).isInstanceOf(SocketTimeoutException.class);
      try (Socket fresh = connect()) {
        assertThat(echoed(fresh, 3)).isEqualTo(3);
      }
    }
  }

  @Test
  void aSlowNetworkTakesItsTimeBothWays() throws IOException {
    proxy.slow(Duration.ofMillis(100), 1_000_000);
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      assertThat(echoed(socket, 7)).isEqualTo(7);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static int echoed(Socket socket, int value) throws IOException {
    socket.getOutputStream().write(value);
    return socket.getInputStream().read();
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket client = echo.accept();
        Thread.ofVirtual().start(() -> sendBack(client));
      } catch (IOException e) {
        return; // the test is over
      }
    }
  }

  private static void sendBack(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // The connection was broken, which is what the test is for.
    }
  }
}
