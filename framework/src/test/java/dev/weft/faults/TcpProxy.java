package dev.weft.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A network between a client and a server on this machine, which fails when it is told to. It
 * forwards until then. Any thread may call it.
 */
final class TcpProxy implements AutoCloseable {

  /** How the network is; a shape of zero latency and no limit costs nothing. */
  private record Shape(Duration latency, long bytesPerSecond) {
    static final Shape FAST = new Shape(Duration.ZERO, Long.MAX_VALUE);
  }

  private record Listener(ServerSocket socket, Thread acceptor) {}

  private static final int CHUNK = 16 * 1024;

  private final int target;
  private final int port;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile Shape shape = Shape.FAST;
  private volatile @Nullable Listener listener;

  /** A proxy in front of a port of this machine. */
  TcpProxy(int target) {
    this.target = target;
    this.port = listen(0);
  }

  int port() {
    return port;
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  /** Ends every connection and refuses new ones, until {@link #restore}. */
  void cut() {
    stopListening();
    links.forEach(link -> link.end(false));
  }

  /** Refuses new connections; those that are open stay. */
  void refuse() {
    stopListening();
  }

  /** Resets every connection; new ones are welcome. */
  void reset() {
    links.forEach(link -> link.end(true));
  }

  /** The present connections swallow all that is sent, for good; new ones work. */
  void stall() {
    links.forEach(link -> link.stalled = true);
  }

  /** Delays each chunk of up to 16 KiB, and passes so many bytes a second each way at most. */
  void slow(Duration latency, long bytesPerSecond) {
    shape = new Shape(latency, bytesPerSecond);
  }

  /** Lets everything through again; what was stalled stays so. */
  void restore() {
    shape = Shape.FAST;
    if (listener == null) {
      listen(port);
    }
  }

  @Override
  public void close() {
    cut();
  }

  private int listen(int wanted) {
    try {
      var opened = new ServerSocket();
      opened.setReuseAddress(true);
      opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
      listener =
          new Listener(opened, Thread.ofVirtual().name("proxy-accept").start(() -> accept(opened)));
      return opened.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + wanted, e);
    }
  }

  /** A system call that is still accepting keeps the port open, so its thread is waited for. */
  private void stopListening() {
    Listener open = listener;
    listener = null;
    if (open != null) {
      closed(open.socket());
      try {
        open.acceptor().join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void accept(ServerSocket open) {
    while (!open.isClosed()) {
      try {
        Socket client = open.accept();
        try {
          var link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), target));
          links.add(link);
          link.start();
          if (open.isClosed()) {
            link.end(false); // it came in while the network was being cut
          }
        } catch (IOException e) {
          closed(client); // the server is down, and so it looks to the client
        }
      } catch (IOException e) {
        closed(open); // told to stop
      }
    }
  }

  private static void closed(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close " + socket, e);
    }
  }

  /** One connection through the proxy. */
  private final class Link {

    private final Socket client;
    private final Socket server;
    private volatile boolean stalled;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void start() {
      Thread.ofVirtual().name("proxy-up").start(() -> pump(client, server));
      Thread.ofVirtual().name("proxy-down").start(() -> pump(server, client));
    }

    private void pump(Socket from, Socket to) {
      var buffer = new byte[CHUNK];
      try {
        for (int n = from.getInputStream().read(buffer); n >= 0; ) {
          Shape now = shape;
          long nanos = now.latency().toNanos() + (long) (n * 1e9 / now.bytesPerSecond());
          if (nanos > 0) {
            LockSupport.parkNanos(nanos);
          }
          if (!stalled) {
            to.getOutputStream().write(buffer, 0, n);
          }
          n = from.getInputStream().read(buffer);
        }
        if (!stalled) {
          end(false);
        }
      } catch (IOException e) {
        end(false); // one side has gone, so the other goes too
      }
    }

    /** Closes both sides, with a reset rather than in order if so wished. */
    void end(boolean reset) {
      links.remove(this);
      try {
        if (reset) {
          client.setSoLinger(true, 0);
          server.setSoLinger(true, 0);
        }
      } catch (IOException e) {
        return; // both are closed already
      } finally {
        closed(client);
        closed(server);
      }
    }
  }
}
