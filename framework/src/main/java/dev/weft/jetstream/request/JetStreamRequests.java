package dev.weft.jetstream.request;

import dev.weft.Headers;
import dev.weft.TransportException;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.connection.Pings;
import dev.weft.jetstream.connection.Refusal;
import dev.weft.jetstream.connection.Shield;
import dev.weft.transport.Reply;
import dev.weft.transport.RequestSource;
import dev.weft.transport.Requests;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.SubjectRule;
import dev.weft.transport.settings.SettingText;
import io.nats.client.Connection;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/** Requests and answers on NATS core, over a link that somebody else closes. */
public final class JetStreamRequests implements Requests, AutoCloseable {

  private static final Duration SUBSCRIBED = Duration.ofSeconds(5);

  private final Link link;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile ReplyInbox inbox;

  public JetStreamRequests(Link link) {
    this.link = link;
    this.inbox = new ReplyInbox(link.connection());
  }

  @Override
  public CompletableFuture<Reply> send(
      String subject, byte[] data, Headers headers, Duration timeout) {
    try {
      SubjectRule.check("request to", subject);
      link.limit().checkUnstored("request to " + subject, SizeLimit.bytes(headers), data.length);
    } catch (TransportException e) {
      return CompletableFuture.failedFuture(e);
    }
    return inbox().send(subject, data, headers, timeout);
  }

  @Override
  public RequestSource receive(String subject, Optional<String> queueGroup) {
    Connection connection = link.connection();
    try (var refusal = Refusal.of(link, connection, subject)) {
      return new JetStreamRequestSource(link, subscribe(connection, subject, queueGroup, refusal));
    }
  }

  private static Subscription subscribe(
      Connection connection, String subject, Optional<String> queueGroup, Refusal refusal) {
    Subscription subscription;
    try {
      subscription =
          queueGroup.isPresent()
              ? connection.subscribe(subject, queueGroup.get())
              : connection.subscribe(subject);
    } catch (IllegalArgumentException e) {
      throw TransportException.lasting("subscribe to " + subject + ": " + e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw TransportException.passing("subscribe to " + subject + ": " + e.getMessage(), e);
    }
    // They are answered as fast as they come, if only with an error: none is to be dropped.
    subscription.setPendingLimits(0, 0);
    try {
      confirm(connection, subject, refusal);
      return subscription;
    } catch (RuntimeException e) {
      if (subscription.isActive()) {
        Shield.run(subscription::unsubscribe);
      }
      throw e;
    }
  }

  /** Ends the inbox; requests that are not answered yet run into their time-outs. */
  @Override
  public void close() {
    inbox.close();
  }

  // Answers to requests over a connection that was closed since are lost.
  private ReplyInbox inbox() {
    Connection connection = link.connection();
    if (!inbox.isOn(connection)) {
      lock.lock();
      try {
        if (!inbox.isOn(connection)) {
          inbox = new ReplyInbox(connection);
        }
      } finally {
        lock.unlock();
      }
    }
    return inbox;
  }

  // The server answers a ping after it has answered what came before: with an error, or not at all.
  private static void confirm(Connection connection, String subject, Refusal refusal) {
    String error;
    try {
      Pings.await(connection, SUBSCRIBED);
      error = refusal.heardBehindPing();
    } catch (TimeoutException | IllegalStateException e) {
      throw TransportException.passing(
          "subscribe to "
              + subject
              + ": not confirmed by the server within "
              + SettingText.of(SUBSCRIBED),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing("subscribe to " + subject + ": interrupted", e);
    }
    if (error != null) {
      throw TransportException.lasting(
          "subscribe to " + subject + ": this user may not: " + error, null);
    }
  }
}
