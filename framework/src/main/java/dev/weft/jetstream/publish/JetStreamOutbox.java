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

/**
 * Publishes to streams and waits for the server's acknowledgement. All outboxes on a connection
 * have their answers in one inbox.
 */
public final class JetStreamOutbox implements Outbox, AutoCloseable {

  private static final String DENIED = "Permissions Violation for Publish to ";

  private final Link link;
  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable ReceiptInbox inbox; // the one that it uses
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
    if (open != null) {
      return open.send(subject, data, headers, timeout);
    }
    ReceiptInbox once = ReceiptInboxes.join(link, link.connection());
    try {
      return once.send(subject, data, headers, timeout);
    } finally {
      ReceiptInboxes.leave(once); // it ends once the answer is there
    }
  }

  /** Uses the inbox no more; what is unanswered is answered, and what is sent later too. */
  @Override
  public void close() {
    ReceiptInbox former;
    lock.lock();
    try {
      closed = true;
      former = inbox;
      inbox = null;
    } finally {
      lock.unlock();
    }
    if (former != null) {
      ReceiptInboxes.leave(former);
    }
  }

  // Confirmations of what was published over a connection that was closed since are lost. Null if
  // this outbox is closed.
  private @Nullable ReceiptInbox inbox() {
    Connection connection = link.connection();
    ReceiptInbox used = inbox;
    return used != null && used.isFor(connection) ? used : join(connection);
  }

  private @Nullable ReceiptInbox join(Connection connection) {
    lock.lock();
    try {
      ReceiptInbox used = inbox;
      if (used != null && used.isFor(connection)) {
        return used;
      }
      if (closed) {
        return null;
      }
      ReceiptInbox fresh = ReceiptInboxes.join(link, connection);
      inbox = fresh;
      if (used != null) {
        ReceiptInboxes.leave(used);
      }
      return fresh;
    } finally {
      lock.unlock();
    }
  }
}
