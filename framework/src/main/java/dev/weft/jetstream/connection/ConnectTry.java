package dev.weft.jetstream.connection;

import dev.weft.TransportException;
import dev.weft.engine.Threads;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.machine.Machine;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to connect, on a thread of its own, so that an interrupt ends the wait for it at once:
 * jnats swallows interrupts while it connects.
 */
final class ConnectTry {

  private static final Logger log = LoggerFactory.getLogger(ConnectTry.class);

  private final Options options;
  private final CompletableFuture<Connection> connected = new CompletableFuture<>();

  private ConnectTry(Options options) {
    this.options = options;
  }

  /**
   * Blocks until there is a connection.
   *
   * @throws TransportException if every server has failed; lasting if one refuses this client
   */
  static Connection of(ConnectionSettings settings, Options options, ConnectionEvents events) {
    var one = new ConnectTry(options);
    Threads.platform(Machine.real(), "weft-connect", one::connect).start();
    try {
      return one.await(settings, events);
    } catch (InterruptedException e) {
      one.abandon();
      throw interrupted(e);
    }
  }

  static TransportException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return TransportException.passing("interrupted while connecting", e);
  }

  private Connection await(ConnectionSettings settings, ConnectionEvents events)
      throws InterruptedException {
    try {
      return connected.get();
    } catch (ExecutionException e) {
      if (Thread.currentThread().isInterrupted()) { // in the moment of the failure: it was first
        throw new InterruptedException("as the try failed");
      }
      throw switch (e.getCause()) {
        case AuthenticationException refusal -> ConnectFailure.refused(settings, refusal);
        case IOException unreachable -> // names the servers, with passwords, and no reason
            ConnectFailure.failed(settings, events.failure());
        case null, default -> ConnectFailure.failed(settings, e);
      };
    }
  }

  private void connect() {
    try {
      Connection connection = Nats.connect(options);
      if (!connected.complete(connection)) {
        connection.close(); // nobody waits for it any more
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody has this thread to interrupt it
    } catch (IOException | RuntimeException | Error e) {
      if (!connected.completeExceptionally(e)) {
        log.debug("NATS: a try that nobody waits for has failed", e);
      }
    }
  }

  private void abandon() {
    if (!connected.cancel(false) && !connected.isCompletedExceptionally()) {
      close(connected.join()); // it came in the same moment
    }
  }

  private static void close(Connection connection) {
    Shield.run(
        () -> {
          try {
            connection.close();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
