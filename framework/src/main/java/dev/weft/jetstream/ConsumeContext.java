package dev.weft.jetstream;

import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Mode;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.TransportException;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer's running subscription: asks the server for messages, hands them out, and hands back
 * what is left when it is closed.
 *
 * <p>ADR 0003 says why it is built on pull requests of its own. A pull is never cut short, since
 * the server would count what it was just sending as delivered: a closing context asks no more,
 * lets the open pulls end, and only then hands back.
 */
final class ConsumeContext implements Source {

  private static final Logger log = LoggerFactory.getLogger(ConsumeContext.class);

  // The longest read: a closed context and a new connection are noticed in between.
  private static final long READ_NANOS = Duration.ofMillis(200).toNanos();
  private static final int UNHEARD_BEFORE_ASKING = 2;
  private static final Outcome HANDED_BACK =
      new Outcome.Retry(Duration.ZERO, "handed back unstarted", null);

  private final Link link;
  private final Connection connection; // the one it was opened on; a new one has new contexts
  private final JetStreamApi api;
  private final ConsumerSpec consumer;
  private final Mode mode;
  private final Duration ackWait;

  // Who reads holds this; it guards all that follows, save `closed`.
  private final ReentrantLock reading = new ReentrantLock();
  private final PullSubscription subscription;
  private final ReceiveWindow window = new ReceiveWindow();
  private final PullPause pause = new PullPause();
  private long seenEpoch;
  private int handedOut;
  private long handedOutAt;

  private volatile boolean closed;

  ConsumeContext(Link link, JetStreamApi api, ConsumerSpec consumer, Mode mode, Duration ackWait) {
    this.link = link;
    this.connection = link.connection();
    this.api = api;
    this.consumer = consumer;
    this.mode = mode;
    this.ackWait = ackWait;
    this.seenEpoch = link.epoch();
    try {
      this.subscription = new PullSubscription(connection, api, consumer);
    } catch (IllegalStateException e) {
      throw unusable(e);
    }
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    reading.lockInterruptibly();
    try {
      long now = System.nanoTime();
      if (handedOut > 0) {
        window.worked(now - handedOutAt, handedOut);
      }
      List<Delivery> deliveries = await(demand, now + wait.toNanos());
      handedOut = deliveries.size();
      handedOutAt = System.nanoTime();
      return deliveries;
    } catch (IllegalStateException e) {
      if (closed) {
        return List.of();
      }
      throw unusable(e);
    } finally {
      reading.unlock();
    }
  }

  @Override
  public void extend() {
    // Whoever reads at this moment empties the queue, so nothing in it grows old.
    if (!closed && reading.tryLock()) {
      try {
        subscription.extend();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IllegalStateException | TransportException e) {
        log.debug("consumer {}: not kept alive, next try soon: {}", name(), e.getMessage());
      } finally {
        reading.unlock();
      }
    }
  }

  @Override
  public Duration ackWait() {
    return ackWait;
  }

  @Override
  public void close() {
    closed = true; // a waiting next() sees it within one read
    Shield.run(this::handBackAndUnsubscribe);
  }

  private List<Delivery> await(int demand, long deadline) throws InterruptedException {
    while (!closed) {
      long now = System.nanoTime();
      noticeNewConnection();
      ask(demand, now);
      long left = deadline - now;
      if (left <= 0) {
        return List.of();
      }
      Message message = subscription.read(Math.min(left, READ_NANOS));
      if (message == null) {
        if (subscription.unheard() >= UNHEARD_BEFORE_ASKING) {
          verify("the server answered none of the last pulls");
        }
      } else if (message.isStatusMessage()) {
        follow(message);
      } else {
        return gather(message, demand);
      }
    }
    return List.of();
  }

  private void noticeNewConnection() {
    long present = link.epoch();
    if (present != seenEpoch) {
      seenEpoch = present;
      subscription.forgetPulls();
      pause.reset();
    }
  }

  // Not while reconnecting: the pull would wait in the client, and its time run out there. A closed
  // connection is asked, for the error.
  // A pull loop asks for what may start now. A push loop tops its window up when half of it is
  // used,
  // so that the next messages are on their way before the last ones are handled.
  private void ask(int demand, long now) {
    int goal = mode == Mode.PUSH ? window.size(demand) : demand;
    int low = mode == Mode.PUSH ? goal / 2 : goal - 1;
    int underWay = subscription.underWay();
    if (underWay <= low
        && !pause.isOn(now)
        && connection.getStatus() != Connection.Status.RECONNECTING
        && connection.getStatus() != Connection.Status.DISCONNECTED) {
      subscription.ask(goal - underWay, now);
    }
  }

  /** The first message and those that are here already, up to the demand. */
  private List<Delivery> gather(Message first, int demand) throws InterruptedException {
    pause.reset();
    var delivery = new JetStreamDelivery(link, first);
    if (demand == 1) {
      return List.of(delivery);
    }
    var deliveries = new ArrayList<Delivery>();
    deliveries.add(delivery);
    while (deliveries.size() < demand) {
      Message message = subscription.read(0);
      if (message == null || message.isStatusMessage()) {
        break; // a status here says no more than that a pull has ended, which is counted by now
      }
      deliveries.add(new JetStreamDelivery(link, message));
    }
    return deliveries;
  }

  private void follow(Message status) {
    switch (PullEnd.of(status.getStatus())) {
      case TIME_IS_OVER -> pause.reset();
      case INTERRUPTED -> {
        pause.grow(System.nanoTime());
        if (pause.isLongest()) {
          verify(status.getStatus().getMessageWithCode());
        }
      }
      case REFUSED -> {
        verify(status.getStatus().getMessageWithCode());
        throw TransportException.passing(
            "consumer "
                + name()
                + ": the server refused a pull: "
                + status.getStatus().getMessageWithCode(),
            null);
      }
    }
  }

  /** Asks the server whether the consumer is still there, and fails if it is not. */
  private void verify(String sign) {
    if (!closed && connection.getStatus() == Connection.Status.CONNECTED) {
      log.warn("consumer {}: {}; asking the server for the consumer", name(), sign);
      if (!api.has(consumer.stream(), consumer.name())) {
        throw TransportException.passing("consumer " + name() + ": it no longer exists", null);
      }
    }
  }

  private void handBackAndUnsubscribe() {
    reading.lock();
    try {
      if (subscription.isOpen()) {
        handBack(collect());
        subscription.close();
      }
    } catch (IllegalStateException | TransportException e) {
      log.warn(
          "consumer {}: closed without a connection, so what was received comes again after its ack"
              + " wait: {}",
          name(),
          e.getMessage());
    } finally {
      reading.unlock();
    }
  }

  /** Reads until the open pulls have ended. */
  private List<JetStreamDelivery> collect() {
    var left = new ArrayList<JetStreamDelivery>();
    long now = System.nanoTime();
    long deadline = subscription.lastEnd(now);
    try {
      while (true) {
        boolean more = subscription.underWay() > 0 && deadline - System.nanoTime() > 0;
        Message message = subscription.read(more ? READ_NANOS : 0);
        if (message != null && !message.isStatusMessage()) {
          left.add(new JetStreamDelivery(link, message));
        } else if (message == null && (!more || !isConnected())) {
          return left;
        }
      }
    } catch (InterruptedException e) {
      // A second wish to stop: what is here goes back now, and the flag is the caller's again.
      Thread.currentThread().interrupt();
      return left;
    }
  }

  private void handBack(List<JetStreamDelivery> deliveries) {
    // In the stream's order, since that is the order they will come again in.
    deliveries.sort(Comparator.comparingLong(JetStreamDelivery::sequence));
    deliveries.forEach(delivery -> delivery.settle(HANDED_BACK));
    if (!deliveries.isEmpty()) {
      log.info("consumer {}: messages handed back unstarted: {}", name(), deliveries.size());
    }
  }

  private boolean isConnected() {
    return connection.getStatus() == Connection.Status.CONNECTED;
  }

  private String name() {
    return consumer.stream() + "/" + consumer.name();
  }

  private TransportException unusable(IllegalStateException e) {
    return TransportException.passing(
        "consumer " + name() + ": the connection cannot be used: " + e.getMessage(), e);
  }
}
