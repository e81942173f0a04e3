package dev.weft.jetstream.receive;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.codec.json.Json;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.connection.Shield;
import dev.weft.jetstream.consumer.ConsumerChanges;
import dev.weft.jetstream.consumer.ConsumerDiagnosis;
import dev.weft.jetstream.consumer.ServedConsumer;
import dev.weft.jetstream.settle.Acknowledger;
import dev.weft.jetstream.settle.JetStreamDelivery;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer's running subscription: asks the server for messages, hands them out, and hands back
 * what is left when it is closed. ADR 0003 says why it is built on pull requests of its own.
 */
public final class ConsumeContext implements Source {

  private static final Logger log = LoggerFactory.getLogger(ConsumeContext.class);

  // How long to wait for room for a pull, before it is looked whether a message is here.
  private static final long ROOM_NANOS = Duration.ofMillis(200).toNanos();

  private static final int UNHEARD_BEFORE_ASKING = 2;

  // The reading thread leaves within one read, unless it waits for an answer of the JSON API.
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private enum Stage {
    OPEN,
    /** The call of next() that goes on now, or the next one, is to return. */
    WOKEN,
    CLOSED
  }

  private final Receiving shared;
  private final Link link;
  private final Connection connection; // the one it was opened on; a new one has new contexts
  private final ServedConsumer served;
  private final ConsumerChanges changes;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.OPEN);

  // The reading thread holds this; it guards all that follows.
  private final ReentrantLock reading = new ReentrantLock();
  private final PullSubscription subscription;
  private final PullDemand pulls;
  private final EndedPulls ended;
  private final Acknowledger acknowledger;
  private final ConsumerDiagnosis diagnosis;
  private final BooleanSupplier disturbed = this::isDisturbed; // asked by the reading thread
  private volatile boolean left; // by close(), which waited in vain for the reading thread
  private long seenEpoch;

  /**
   * Subscribes for the answers to its pulls; the first one is sent by {@link #next}.
   *
   * @param config the consumer's configuration, as the server has written it
   * @throws TransportException if the connection cannot be used
   */
  public ConsumeContext(Receiving shared, ServedConsumer served, Json config, ReceiveMode mode) {
    this.shared = shared;
    this.link = shared.link();
    this.connection = link.connection();
    this.served = served;
    this.changes = new ConsumerChanges(shared.api(), served, config);
    this.seenEpoch = link.epoch();
    this.diagnosis = new ConsumerDiagnosis(connection, shared.api(), served);
    try {
      this.subscription = new PullSubscription(link, connection, shared.api(), served.spec(config));
    } catch (IllegalStateException e) {
      throw unusable(e);
    }
    this.pulls = new PullDemand(connection, mode, subscription, shared.budget());
    this.ended = new EndedPulls(served, pulls, diagnosis);
    this.acknowledger =
        new Acknowledger(
            link,
            served.life(),
            shared.ackWriter(),
            subscription::hasMore,
            () -> mode == ReceiveMode.PUSH && changes.hasManySlots());
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    reading.lockInterruptibly();
    try {
      return await(demand, System.nanoTime() + wait.toNanos());
    } catch (IllegalStateException e) {
      if (isClosed()) {
        return List.of();
      }
      throw unusable(e);
    } finally {
      if (stage.get() != Stage.OPEN && !stage.compareAndSet(Stage.WOKEN, Stage.OPEN)) {
        pulls.close(); // close() may have given up waiting for this
        subscription.closeWait();
        if (left) {
          subscription.leave();
        }
      }
      reading.unlock();
    }
  }

  @Override
  public void wake() {
    if (!stage.compareAndSet(Stage.OPEN, Stage.WOKEN) && isClosed()) {
      return;
    }
    try {
      subscription.wake(); // its answer ends the read
    } catch (IllegalStateException e) {
      log.debug(
          "consumer {}: not woken, the read ends by itself: {}", served.name(), e.getMessage());
    }
  }

  @Override
  public void extend() {
    if (isClosed()) {
      return;
    }
    boolean mine = reading.tryLock();
    try {
      if (mine ? subscription.extend() : subscription.extendIfLeft()) {
        served.life().end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      throw unusable(e);
    } finally {
      if (mine) {
        reading.unlock();
      }
    }
  }

  /**
   * Looks whether the consumer is still the one that it was. While a message is in work no pull is
   * open, to which the server could answer that it was deleted.
   */
  @Override
  public List<String> changes() {
    if (!isClosed()) {
      try {
        changes.ask();
      } catch (IllegalStateException e) {
        throw unusable(e);
      }
    }
    return changes.take();
  }

  @Override
  public long breaks() {
    return link.epoch() + ended.interruptions();
  }

  @Override
  public void pace(long nanos) {
    pulls.pace(nanos);
  }

  @Override
  public void askBriefly() {
    subscription.length().stayShort();
  }

  @Override
  public Duration ackWait() {
    return changes.ackWait();
  }

  @Override
  public void close() {
    stage.set(Stage.CLOSED); // a waiting next() sees it at once, or within one read
    subscription.wakeHere();
    acknowledger.close();
    Shield.run(this::handBackAndUnsubscribe);
  }

  /** As {@link Proof#of}; before the first call of {@link #next}. */
  public void prove() throws InterruptedException {
    reading.lockInterruptibly();
    try {
      Proof.of(served, shared.api(), subscription);
    } catch (IllegalStateException e) {
      throw unusable(e);
    } finally {
      reading.unlock();
    }
  }

  private boolean isClosed() {
    return stage.get() == Stage.CLOSED;
  }

  private List<Delivery> await(int demand, long deadline) throws InterruptedException {
    while (stage.get() == Stage.OPEN) {
      long now = System.nanoTime();
      noticeNewConnection();
      served.standing().failIfDenied();
      long left = Math.max(0, deadline - now);
      ask(demand, Math.min(left, ROOM_NANOS), now);
      Message message = subscription.read(0);
      if (message == null && left > 0) {
        message = subscription.read(Math.min(left, pulls.longestRead(demand)), disturbed);
      }
      if (message == null) {
        if (left == 0) {
          return List.of();
        }
        if (subscription.unheard() >= UNHEARD_BEFORE_ASKING) {
          subscription.forgetUnheard();
          throw diagnosis.silent();
        }
        diagnosis.checkCount(subscription.underWay(now));
      } else if (message.isStatusMessage()) {
        ended.follow(message);
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
      pulls.newConnection();
    }
  }

  private void ask(int demand, long patience, long now) throws InterruptedException {
    int wanted = pulls.wanted(demand, now);
    if (wanted > 0) {
      acknowledger.flush(); // the server counts what is not acknowledged against what it may give
      pulls.ask(wanted, patience, now);
    }
  }

  private boolean isDisturbed() {
    return stage.get() != Stage.OPEN || link.epoch() != seenEpoch;
  }

  /** The first message and those that are here already, up to the demand. */
  private List<Delivery> gather(Message first, int demand) throws InterruptedException {
    diagnosis.received();
    pulls.received(first.consumeByteCount());
    var delivery = delivery(first);
    if (demand == 1) {
      return List.of(delivery);
    }
    var deliveries = new ArrayList<Delivery>();
    deliveries.add(delivery);
    while (deliveries.size() < demand) {
      Message message = subscription.read(0);
      if (message == null) {
        break;
      }
      if (message.isStatusMessage()) {
        ended.count(message);
        break; // else it says no more than that a pull has ended, which is counted by now
      }
      deliveries.add(delivery(message));
    }
    return deliveries;
  }

  private JetStreamDelivery delivery(Message message) {
    acknowledger.handedOut();
    return new JetStreamDelivery(link, served.life(), message, shared.api(), acknowledger);
  }

  private void handBackAndUnsubscribe() {
    boolean mine = false;
    try {
      mine = reading.tryLock(CLOSE.toNanos(), TimeUnit.NANOSECONDS);
      if (!mine) {
        left = true;
        log.warn(
            "consumer {}: the thread that reads from it does not return, so messages that were"
                + " received and not handed out are redelivered after their ack wait",
            served.name());
      } else if (subscription.isOpen()) {
        UnhandledHandBack.handBack(subscription, link, connection, served);
        subscription.close();
      }
    } catch (IllegalStateException e) {
      log.debug("consumer {}: closed without a connection", served.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (mine) {
        pulls.close();
        subscription.closeWait();
        reading.unlock();
      }
    }
  }

  private TransportException unusable(IllegalStateException e) {
    return TransportException.passing(
        "consumer " + served.name() + ": the connection cannot be used: " + e.getMessage(), e);
  }
}
