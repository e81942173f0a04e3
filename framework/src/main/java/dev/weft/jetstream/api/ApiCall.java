package dev.weft.jetstream.api;

import dev.weft.TransportException;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.connection.Refusal;
import dev.weft.transport.settings.SettingText;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request to the server, which is made again every second until it is answered: a cluster that
 * is choosing a leader drops requests, and a later one finds the new leader.
 */
final class ApiCall {

  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Link link;
  private final Connection connection;
  private final String subject;
  private final byte[] request;
  private final Duration limit;
  private final Runnable look;

  private ApiCall(Link link, String subject, byte[] request, Duration limit, Runnable look) {
    this.link = link;
    this.connection = link.connection();
    this.subject = subject;
    this.request = request;
    this.limit = limit;
    this.look = look;
  }

  /**
   * Blocks until the server has answered.
   *
   * @param limit the longest wait
   * @param look called every now and then while it waits; may throw
   * @throws TransportException if the server does not answer
   */
  static Message answer(Link link, String subject, byte[] request, Duration limit, Runnable look) {
    try {
      return new ApiCall(link, subject, request, limit, look).answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing(subject + ": interrupted while waiting for the server", e);
    } catch (ExecutionException | CancellationException e) {
      throw TransportException.passing(
          subject
              + ": nobody answers; is JetStream enabled for this account, and is it that of this domain?"
              + " (settings domain and api-prefix, for a stream behind a leaf node or an import)",
          e);
    } catch (IllegalStateException e) { // there is none now, or it was closed meanwhile
      throw TransportException.passing(subject + ": no connection: " + e.getMessage(), e);
    }
  }

  // Without a connection the client keeps the call, and sends it over the next one. What was sent
  // over a connection that is lost since is never answered: waiting on would only put off a new
  // call.
  private Message answer() throws InterruptedException, ExecutionException {
    try (var refusal = Refusal.of(link, connection, subject)) {
      return answer(refusal);
    }
  }

  private Message answer(Refusal refusal) throws InterruptedException, ExecutionException {
    boolean sent = connection.getStatus() == Connection.Status.CONNECTED;
    long reconnects = connection.getStatistics().getReconnects();
    long start = System.nanoTime();
    long asked = start;
    CompletableFuture<Message> answer = ask();
    while (true) {
      try {
        return answer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        look.run();
        failIfDenied(refusal);
        if (sent && isLostSince(reconnects)) {
          throw TransportException.passing(subject + ": the connection was lost meanwhile", e);
        }
        long now = System.nanoTime();
        if (now - start >= limit.toNanos()) {
          throw TransportException.passing(
              subject
                  + ": no answer within "
                  + SettingText.of(limit)
                  + "; is JetStream enabled, and may this user call it?",
              e);
        }
        if (sent && now - asked >= AGAIN.toNanos()) {
          asked = now;
          answer = answer.applyToEither(ask(), first -> first); // the first may just be slow
        }
      }
    }
  }

  private CompletableFuture<Message> ask() {
    return connection.requestWithTimeout(subject, request, limit.multipliedBy(2));
  }

  private boolean isLostSince(long reconnects) {
    return connection.getStatus() != Connection.Status.CONNECTED
        || connection.getStatistics().getReconnects() != reconnects;
  }

  // The server tells it to the connection, and answers nothing.
  private void failIfDenied(Refusal refusal) {
    String denied = refusal.heard();
    if (denied != null) {
      throw TransportException.lasting(subject + ": " + denied, null);
    }
    String inbox = link.inboxRefusal();
    if (inbox != null) {
      throw TransportException.lasting(subject + ": no answer can arrive: " + inbox, null);
    }
  }
}
