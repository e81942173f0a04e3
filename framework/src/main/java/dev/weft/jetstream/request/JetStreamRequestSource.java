package dev.weft.jetstream.request;

import dev.weft.Headers;
import dev.weft.TransportException;
import dev.weft.engine.Threads;
import dev.weft.jetstream.connection.CalmLog;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.connection.Shield;
import dev.weft.jetstream.wire.NatsHeaders;
import dev.weft.jetstream.wire.ReceivedSubject;
import dev.weft.machine.Machine;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.RequestSource;
import dev.weft.transport.SizeLimit;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plain subscription that requests are read from: the reading thread is the caller's, and none
 * of the client's.
 */
final class JetStreamRequestSource implements RequestSource {

  private static final Logger log = LoggerFactory.getLogger(JetStreamRequestSource.class);

  private static final CalmLog calm = new CalmLog(log);

  // How long the server may take to confirm that it sends no more.
  private static final Duration DRAIN = Duration.ofSeconds(3);

  private enum Stage {
    OPEN,
    DRAINING,
    OVER
  }

  private final Link link;
  private final Subscription subscription;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.OPEN);

  JetStreamRequestSource(Link link, Subscription subscription) {
    this.link = link;
    this.subscription = subscription;
  }

  @Override
  public Optional<IncomingRequest> next(Duration wait) throws InterruptedException {
    if (isOver()) {
      return Optional.empty();
    }
    try {
      Message message = subscription.nextMessage(wait);
      if (message == null) {
        return Optional.empty();
      }
      if (message.getReplyTo() == null) {
        calm.warn(
            subscription.getSubject(),
            message.getSubject() + ": not a request, since it names no subject to answer to");
        return Optional.empty();
      }
      return Optional.of(new Received(link, message));
    } catch (IllegalStateException | NullPointerException e) {
      // The subscription has ended; jnats throws the latter if that happens while it reads.
      if (stage.compareAndSet(Stage.DRAINING, Stage.OVER)) {
        return Optional.empty();
      }
      throw link.connection().getStatus() == Connection.Status.CLOSED && !link.isReplaced()
          ? TransportException.lasting(lost() + ": the connection is closed", e)
          : TransportException.passing(lost(), e);
    }
  }

  @Override
  public boolean isOver() {
    return stage.get() == Stage.OVER;
  }

  @Override
  public void close() {
    if (stage.compareAndSet(Stage.OPEN, Stage.DRAINING)) {
      Threads.start(Machine.real(), "weft-drain", this::drain);
    }
  }

  // The client unsubscribes, waits for the server's answer to a ping behind that, and ends the
  // subscription as soon as it is read empty. Whoever reads has to read all the while: a message
  // read in the moment of that end would be lost.
  @SuppressWarnings("FutureReturnValueIgnored") // the reading thread learns of the end by reading
  private void drain() {
    try {
      if (link.connection().getStatus() == Connection.Status.CONNECTED) {
        subscription.drain(DRAIN);
      } else if (subscription.isActive()) {
        subscription.unsubscribe();
      }
    } catch (IllegalStateException | NullPointerException | RejectedExecutionException e) {
      // The latter two if the connection closes just now.
      log.debug("the subscription had ended already: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String lost() {
    return "the subscription to " + subscription.getSubject() + " has ended";
  }

  private record Received(Link link, Message message) implements IncomingRequest {

    @Override
    public String subject() {
      return ReceivedSubject.of(message.getSubject());
    }

    @Override
    public Headers headers() {
      return NatsHeaders.read(message.getHeaders());
    }

    @Override
    public byte[] data() {
      return message.getData();
    }

    @Override
    public void reply(byte[] data, Headers headers) {
      try {
        link.limit().checkUnstored("answer on " + subject(), SizeLimit.bytes(headers), data.length);
        // Shielded: a stop interrupts, and just then errors are answered.
        Shield.run(
            () ->
                link.connection().publish(message.getReplyTo(), NatsHeaders.write(headers), data));
      } catch (IllegalArgumentException e) {
        throw TransportException.lasting("answer on " + subject() + ": " + e.getMessage(), e);
      } catch (IllegalStateException e) {
        throw TransportException.passing("answer on " + subject() + ": " + e.getMessage(), e);
      }
    }
  }
}
