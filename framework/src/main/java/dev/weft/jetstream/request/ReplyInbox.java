package dev.weft.jetstream.request;

import dev.weft.Headers;
import dev.weft.NoRespondersException;
import dev.weft.RequestTimeoutException;
import dev.weft.TransportException;
import dev.weft.engine.Threads;
import dev.weft.jetstream.connection.Shield;
import dev.weft.jetstream.wire.NatsHeaders;
import dev.weft.machine.Machine;
import dev.weft.transport.Reply;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the answers to one connection's requests arrive: one subscription for all of them.
 *
 * <p>Not jnats's own requests: they are cancelled alike when nobody answers on the subject, when
 * the time is over and when the connection is lost.
 */
final class ReplyInbox {

  private static final int NO_RESPONDERS = 503;

  private final Connection connection;
  private final ConcurrentHashMap<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final String prefix;
  private volatile @Nullable Dispatcher dispatcher;

  private record Waiting(String subject, CompletableFuture<Reply> answer) {}

  ReplyInbox(Connection connection) {
    this.connection = connection;
    this.prefix = connection.createInbox();
  }

  boolean isOn(Connection other) {
    return connection.equals(other);
  }

  CompletableFuture<Reply> send(String subject, byte[] data, Headers headers, Duration timeout) {
    String replyTo = prefix + "." + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
    var answer = new CompletableFuture<Reply>();
    waiting.put(replyTo, new Waiting(subject, answer));
    try {
      // Shielded: jnats would silently discard what an interrupted thread sends.
      Shield.run(
          () -> {
            listen();
            connection.publish(subject, replyTo, NatsHeaders.write(headers), data);
          });
    } catch (IllegalArgumentException | IllegalStateException e) {
      waiting.remove(replyTo);
      return CompletableFuture.failedFuture(failed(subject, e));
    }
    return answer
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionallyComposeAsync(
            failure ->
                CompletableFuture.failedFuture(
                    failure instanceof TimeoutException
                        ? new RequestTimeoutException(subject, timeout)
                        : failure),
            ReplyInbox::onItsOwnThread)
        .whenComplete((reply, failure) -> waiting.remove(replyTo));
  }

  // The thread of the time-outs is the whole process's, and whoever depends on one may block.
  private static void onItsOwnThread(Runnable task) {
    Threads.start(Machine.real(), "weft-request-failure", task);
  }

  void close() {
    Dispatcher open = dispatcher;
    if (open != null && open.isActive() && connection.getStatus() != Connection.Status.CLOSED) {
      connection.closeDispatcher(open);
    }
  }

  // With the first request: it takes a thread, which a process that only answers does not need.
  private void listen() {
    if (dispatcher != null) {
      return;
    }
    lock.lock();
    try {
      if (dispatcher == null) {
        Dispatcher created = connection.createDispatcher(this::answered);
        created.setPendingLimits(0, 0);
        created.subscribe(prefix + ".*");
        dispatcher = created;
      }
    } finally {
      lock.unlock();
    }
  }

  private void answered(Message message) {
    Waiting request = waiting.get(message.getSubject());
    if (request == null) {
      return; // too late, or not the first answer
    }
    try {
      if (message.isStatusMessage() && message.getStatus().getCode() == NO_RESPONDERS) {
        request.answer.completeExceptionally(new NoRespondersException(request.subject));
      } else {
        Headers headers = NatsHeaders.read(message.getHeaders());
        request.answer.complete(new Reply(message.getData(), headers));
      }
    } catch (RuntimeException e) { // headers that are none
      request.answer.completeExceptionally(failed(request.subject, e));
    }
  }

  private TransportException failed(String subject, RuntimeException e) {
    String what = "request to " + subject + ": " + e.getMessage();
    boolean lasting =
        e instanceof IllegalArgumentException || connection.getStatus() == Connection.Status.CLOSED;
    return lasting ? TransportException.lasting(what, e) : TransportException.passing(what, e);
  }
}
