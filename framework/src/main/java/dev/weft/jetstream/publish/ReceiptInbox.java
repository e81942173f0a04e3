package dev.weft.jetstream.publish;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.engine.Threads;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.connection.Shield;
import dev.weft.jetstream.wire.NatsHeaders;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Where the answers to one connection's publishes arrive: one subscription, and one thread that
 * reads it, whoever publishes ({@link ReceiptInboxes}).
 *
 * <p>Not jnats's own requests: each of them has several futures, a token to look up, and a timer
 * where a thread waits for it. It is a platform thread, so that no handler that computes for long
 * holds the answers up.
 */
final class ReceiptInbox {

  private static final int RADIX = Character.MAX_RADIX;

  private final Link link;
  private final Connection connection;
  private final String prefix;
  private final Subscription subscription;
  private final Unanswered unanswered;
  private final PublishAnswer answer = new PublishAnswer();
  private volatile boolean closing;

  private ReceiptInbox(Link link, Connection connection) {
    this.link = link;
    this.connection = connection;
    this.unanswered = new Unanswered(this::endIfClosing);
    this.prefix = connection.createInbox() + ".";
    this.subscription = connection.subscribe(prefix + "*");
    // What was published bounds what comes; a limit here would drop some of it.
    subscription.setPendingLimits(0, 0);
  }

  /**
   * Subscribes.
   *
   * @param link says why a publish fails; any one on this connection does
   * @throws IllegalStateException if the connection is closed, or about to be
   */
  static ReceiptInbox open(Link link, Connection connection) {
    var inbox = new ReceiptInbox(link, connection);
    Thread reading =
        Threads.platform(
            Machine.real(), "weft-receipts", Threads.lasting(Machine.real(), inbox.new Reading()));
    try {
      reading.start();
    } catch (Throwable thrown) { // no memory for a thread, say
      inbox.close();
      throw thrown;
    }
    return inbox;
  }

  Connection connection() {
    return connection;
  }

  /** Whether it takes the answers to what is sent over this connection from now on. */
  boolean isFor(Connection other) {
    return connection.equals(other) && isOpen();
  }

  /** Whether it takes the answers to what is sent from now on. */
  boolean isOpen() {
    return !closing && subscription.isActive();
  }

  /**
   * Sends a message; not to be called by an interrupted thread.
   *
   * @param timeout how long it may wait for its answer
   * @throws IllegalStateException if the connection does not take it, or the inbox was just closed
   * @throws IllegalArgumentException if it cannot be sent
   * @throws dev.weft.TransportException if it is too large
   */
  CompletableFuture<PublishReceipt> send(
      String subject, byte[] data, Headers headers, Duration timeout) {
    var written = NatsHeaders.write(headers);
    int headerBytes = headers.isEmpty() ? 0 : written.serializedLength();
    link.limit().check(subject, headerBytes, data.length);
    Unanswered.Publish one = unanswered.add(subject, headers, timeout);
    boolean sent = false;
    try {
      if (closing) { // close() may have missed this one
        throw new IllegalStateException("closed just now; nothing was sent");
      }
      String replyTo = prefix + Long.toString(one.number(), RADIX);
      connection.publish(subject, replyTo, written, data);
      sent = true;
    } finally {
      if (!sent) {
        unanswered.withdraw(one);
      }
    }
    return one;
  }

  /** The server does not permit what was sent to these subjects, and will not answer. */
  void refuse(Predicate<String> subjects, String why) {
    unanswered.fail(
        one -> subjects.test(one.subject()), one -> PublishFailure.denied(one.subject(), why));
  }

  /** Ends it once all that was sent is answered, or not in time. A second call does nothing. */
  void close() {
    closing = true;
    if (unanswered.isEmpty()) {
      endIfClosing();
    }
  }

  private void endIfClosing() {
    if (closing && subscription.isActive()) {
      try {
        Shield.run(subscription::unsubscribe);
      } catch (IllegalStateException e) {
        // The connection is closed or another thread was here first: it has ended.
      }
    }
  }

  /** Reads the answers until the subscription ends. */
  private final class Reading implements Threads.Lasting {

    private boolean ended;

    @Override
    public void run() throws InterruptedException {
      readAll();
      ended = true;
    }

    @Override
    public boolean isWanted() {
      return !ended; // also when it ended before this began: what waits is told
    }

    @Override
    public void failed(Failure failure) {
      // The log tells; the publish whose answer could not be read runs into its time-out.
    }
  }

  private void readAll() throws InterruptedException {
    try {
      while (true) { // until it ends
        Message message = subscription.nextMessage(Duration.ZERO); // waits for as long as it takes
        if (message != null) {
          read(message);
        }
      }
    } catch (IllegalStateException e) {
      var ended = new IllegalStateException("the subscription for its answer has ended", e);
      unanswered.fail(one -> true, one -> PublishFailure.of(link, one.subject(), ended));
    } finally {
      ReceiptInboxes.forget(this); // the connection may be closed, and its publishers not
    }
  }

  private void read(Message message) {
    Unanswered.Publish one = unanswered.take(number(message.getSubject()));
    if (one == null) {
      return; // too late, or no answer at all
    }
    try {
      if (message.isStatusMessage()) {
        one.completeExceptionally(PublishFailure.status(one.subject(), message.getStatus()));
      } else {
        PublishAnswer.Stored stored = answer.read(message);
        one.complete(new PublishReceipt(stored.position(), one.id(), stored.duplicate()));
      }
    } catch (JetStreamApiException e) {
      one.completeExceptionally(PublishFailure.refused(one.subject(), e));
    } catch (IOException | RuntimeException e) {
      one.completeExceptionally(PublishFailure.of(link, one.subject(), e));
    }
  }

  private long number(String replyTo) {
    try {
      return Long.parseLong(replyTo, prefix.length(), replyTo.length(), RADIX);
    } catch (NumberFormatException e) {
      return 0; // which is nobody's
    }
  }
}
