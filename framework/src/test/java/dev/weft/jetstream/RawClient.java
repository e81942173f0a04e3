package dev.weft.jetstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Publishes what a client library would refuse to send: it writes the protocol itself. */
final class RawClient implements AutoCloseable {

  private final Socket socket;

  /** Connects, over TLS if there is a context. */
  RawClient(int port, @Nullable SSLContext tls) throws IOException {
    var plain = new Socket(InetAddress.getLoopbackAddress(), port);
    awaitLine(plain, "INFO");
    socket =
        tls == null ? plain : tls.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
    send("CONNECT {\"verbose\":false,\"headers\":true}\r\n");
  }

  /** Publishes bytes, given as characters up to 255, and returns when the server has them. */
  void publish(String subject, String headers, String data) throws IOException {
    int total = headers.length() + data.length();
    send(
        "HPUB %s %d %d\r\n%s%s\r\nPING\r\n"
            .formatted(subject, headers.length(), total, headers, data));
    awaitLine(socket, "PONG");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void send(String protocol) throws IOException {
    socket.getOutputStream().write(protocol.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static void awaitLine(Socket from, String start) throws IOException {
    InputStream in = from.getInputStream();
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      line.append((char) next);
      if (next == '\n') {
        if (line.indexOf(start) == 0) {
          return;
        }
        line.setLength(0);
      }
    }
    throw new IOException("the server closed the connection before " + start);
  }
}
