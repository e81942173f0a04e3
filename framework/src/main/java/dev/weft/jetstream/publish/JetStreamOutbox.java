package dev.weft.jetstream.publish;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.engine.Threads;
import dev.weft.jetstream.connection.Link;
import dev.weft.machine.Machine;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.SubjectRule;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Publishes to streams and waits for the server's acknowledgement. */
public final class JetStreamOutbox implements Outbox, AutoCloseable {

  private static final String DENIED = "Permissions Violation for Publish to ";

  private final Link link;
  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable ReceiptInbox inbox;
  private volatile boolean closed;

  /** An outbox on a link that somebody else closes. */
  public JetStreamOutbox(Link link, Duration timeout) {
    this.link = link;
    this.timeout = timeout;
    link.tellErrors(this::hear);
  }

  // The server does not answer a publish that it does not permit: it reports an error. What names
  // the subject may be another publish of this connection to it, which would be denied as well.
  private void hear(String error) {
    ReceiptInbox open = inbox;
    if (open != null && error.startsWith(DENIED)) {
      // Elsewhere, since this is the client's thread, and what depends on it may take its time.
      Threads.start(
          Machine.real(),
          "weft-publish",
          () -> open.refuse(subject -> error.contains('"' + subject + '"'), error));
    }
  }

  @Override
  public PublishReceipt publish(String subject, byte[] data, Headers headers) {
    if (Thread.currentThread().isInterrupted()) {
      // jnats would silently discard it.
      throw TransportException.passing(
          "publish to " + subject + ": the thread is interrupted; nothing was sent", null);
    }
    try {
      return publishAsync(subject, data, headers).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing(
          "publish to " + subject + ": interrupted before the server confirmed it", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TransportException known
          ? known
          : PublishFailure.of(link, subject, e);
    }
  }

  @Override
  public CompletableFuture<PublishReceipt> publishAsync(
      String subject, byte[] data, Headers headers) {
    // Shielded: jnats discards what an interrupted thread sends, and the future would time out.
    boolean interrupted = Thread.interrupted();
    try {
      SubjectRule.check("publish to", subject);
      return send(subject, data, headers);
    } catch (TransportException e) { // malformed, or too large
      return CompletableFuture.failedFuture(e);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw PublishFailure.of(link, subject, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public SizeLimit limit() {
    return link.limit();
  }

  private CompletableFuture<PublishReceipt> send(String subject, byte[] data, Headers headers) {
    ReceiptInbox open = inbox();
    try {
      return open.send(subject, data, headers);
    } finally {
      if (closed) {
        open.close(); // once the answer is there
      }
    }
  }

  /** Ends the subscription for answers once all are there; what is sent later has another. */
  @Override
  public void close() {
    closed = true;
    ReceiptInbox open = inbox;
    if (open != null) {
      open.close();
    }
  }

  // Confirmations of what was published over a connection that was closed since are lost.
  private ReceiptInbox inbox() {
    Connection connection = link.connection();
    ReceiptInbox open = inbox;
    if (open != null && open.isFor(connection)) {
      return open;
    }
    lock.lock();
    try {
      open = inbox;
      if (open == null || !open.isFor(connection)) {
        open = ReceiptInbox.open(link, connection, timeout);
        inbox = open;
      }
      return open;
    } finally {
      lock.unlock();
    }
  }
}
