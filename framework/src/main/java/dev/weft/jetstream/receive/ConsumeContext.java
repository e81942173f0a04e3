package dev.weft.jetstream.receive;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.codec.json.Json;
import dev.weft.jetstream.api.JetStreamApi;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.connection.Shield;
import dev.weft.jetstream.consumer.ConsumerChanges;
import dev.weft.jetstream.consumer.ConsumerDiagnosis;
import dev.weft.jetstream.consumer.ConsumerLife;
import dev.weft.jetstream.consumer.Standing;
import dev.weft.jetstream.settle.AckWriter;
import dev.weft.jetstream.settle.Acknowledger;
import dev.weft.jetstream.settle.JetStreamDelivery;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer's running subscription: asks the server for messages, hands them out, and hands back
 * what is left when it is closed. ADR 0003 says why it is built on pull requests of its own.
 */
public final class ConsumeContext implements Source {

  private static final Logger log = LoggerFactory.getLogger(ConsumeContext.class);

  // The longest read: a closed context and a new connection are noticed in between.
  private static final long READ_NANOS = Duration.ofMillis(200).toNanos();
  private static final int UNHEARD_BEFORE_ASKING = 2;
  // Whoever reads leaves within a read, unless it asks the server for something.
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Link link;
  private final Connection connection; // the one it was opened on; a new one has new contexts
  private final JetStreamApi api;
  private final ConsumerSpec consumer;
  private final Standing standing;
  private final ConsumerLife life;
  private final ReceiveMode mode;
  private final ConsumerChanges changes;

  // Who reads holds this; it guards all that follows, save `closed`.
  private final ReentrantLock reading = new ReentrantLock();
  private final PullSubscription subscription;
  private final Acknowledger acknowledger;
  private final ReceiveWindow window = new ReceiveWindow();
  private final ByteWindow bytes;
  private final PullPause pause = new PullPause();
  private final ConsumerDiagnosis diagnosis;
  private long seenEpoch;

  private volatile boolean woken;
  // How often the consumer's leader gave up a pull.
  private final AtomicLong interruptions = new AtomicLong();
  private volatile boolean closed;

  public ConsumeContext(
      Link link,
      JetStreamApi api,
      ConsumerSpec consumer,
      Standing standing,
      ConsumerLife life,
      ReceiveMode mode,
      Json config,
      ReceiveBudget budget,
      AckWriter ackWriter) {
    this.link = link;
    this.connection = link.connection();
    this.api = api;
    this.consumer = consumer;
    this.standing = standing;
    this.life = life;
    this.mode = mode;
    this.changes = new ConsumerChanges(standing.name(), config);
    this.seenEpoch = link.epoch();
    this.diagnosis = new ConsumerDiagnosis(connection, api, consumer, standing, life);
    try {
      this.subscription = new PullSubscription(link, connection, api, consumer);
    } catch (IllegalStateException e) {
      throw unusable(e);
    }
    this.bytes = new ByteWindow(budget, subscription.mostBytes());
    this.acknowledger = new Acknowledger(link, life, ackWriter, subscription::hasMore);
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    reading.lockInterruptibly();
    try {
      return await(demand, System.nanoTime() + wait.toNanos());
    } catch (IllegalStateException e) {
      if (closed) {
        return List.of();
      }
      throw unusable(e);
    } finally {
      if (woken) {
        woken = false;
      }
      if (closed) {
        bytes.close(); // close() may have given up waiting for this
      }
      reading.unlock();
    }
  }

  @Override
  public void wake() {
    if (closed) {
      return;
    }
    woken = true;
    try {
      subscription.wake(); // its answer ends the read
    } catch (IllegalStateException e) {
      log.debug("consumer {}: not woken, the read ends by itself: {}", name(), e.getMessage());
    }
  }

  @Override
  public void extend() {
    if (closed) {
      return;
    }
    boolean mine = reading.tryLock();
    try {
      if (mine ? subscription.extend() : subscription.extendIfLeft()) {
        life.end();
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
    if (!closed && changes.ask()) {
      try {
        api.tell(consumer, this::hear);
      } catch (IllegalStateException e) {
        changes.hear(null);
        throw unusable(e);
      }
    }
    return changes.take();
  }

  private void hear(@Nullable Json info) {
    if (info != null && !life.goesOn(JetStreamApi.created(info))) {
      life.end();
    }
    changes.hear(info);
  }

  @Override
  public long breaks() {
    return link.epoch() + interruptions.get();
  }

  @Override
  public void pace(long nanos) {
    window.pace(nanos);
  }

  @Override
  public Duration ackWait() {
    return changes.ackWait();
  }

  @Override
  public void close() {
    closed = true; // a waiting next() sees it within one read
    acknowledger.close();
    Shield.run(this::handBackAndUnsubscribe);
  }

  private List<Delivery> await(int demand, long deadline) throws InterruptedException {
    while (!closed && !woken) {
      long now = System.nanoTime();
      noticeNewConnection();
      standing.failIfDenied();
      long left = Math.max(0, deadline - now);
      ask(demand, Math.min(left, READ_NANOS), now);
      Message message = subscription.read(Math.min(left, READ_NANOS));
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
  // used, so that the next messages are on their way before the last ones are handled.
  private void ask(int demand, long patience, long now) throws InterruptedException {
    int goal = mode == ReceiveMode.PUSH ? window.size(demand) : demand;
    int low = mode == ReceiveMode.PUSH ? goal / 2 : goal - 1;
    int underWay = subscription.underWay(now);
    if (underWay <= low
        && !pause.isOn(now)
        && connection.getStatus() != Connection.Status.RECONNECTING
        && connection.getStatus() != Connection.Status.DISCONNECTED) {
      acknowledger.flush(); // the server counts what is not acknowledged against what it may give
      bytes.ask(subscription, goal - underWay, Duration.ofNanos(patience), now);
    }
  }

  /** The first message and those that are here already, up to the demand. */
  private List<Delivery> gather(Message first, int demand) throws InterruptedException {
    pause.reset();
    diagnosis.received();
    bytes.received(first.consumeByteCount());
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
        noticeInterruption(PullEnd.of(message.getStatus()));
        break; // else it says no more than that a pull has ended, which is counted by now
      }
      deliveries.add(delivery(message));
    }
    return deliveries;
  }

  private JetStreamDelivery delivery(Message message) {
    acknowledger.handedOut();
    return new JetStreamDelivery(link, life, message, api, acknowledger);
  }

  // Another leader may not know of what the last one has sent just now.
  private void noticeInterruption(PullEnd end) {
    if (end == PullEnd.INTERRUPTED) {
      interruptions.incrementAndGet();
    }
  }

  private void follow(Message status) {
    PullEnd end = PullEnd.of(status.getStatus());
    noticeInterruption(end);
    switch (end) {
      case TIME_IS_OVER -> {
        pause.reset();
        if (subscription.isLastUnanswered()) {
          bytes.nothingCame();
        }
      }
      case OUT_OF_BYTES -> {
        pause.reset();
        if (subscription.isLastUnanswered()) {
          bytes.tooLarge();
        }
      }
      case INTERRUPTED -> {
        if (pause.grow(System.nanoTime())) {
          diagnosis.verify(status.getStatus().getMessageWithCode());
        }
      }
      case REFUSED -> {
        if (PullSubscription.saysDeleted(status)) {
          life.end();
        }
        diagnosis.verify(status.getStatus().getMessageWithCode());
        throw TransportException.passing(
            "consumer "
                + name()
                + ": the server refused a pull: "
                + status.getStatus().getMessageWithCode(),
            null);
      }
    }
  }

  /** As {@link Proof#of}; before the first call of {@link #next}. */
  public void prove() throws InterruptedException {
    reading.lockInterruptibly();
    try {
      Proof.of(consumer, standing, api, subscription);
    } catch (IllegalStateException e) {
      throw unusable(e);
    } finally {
      reading.unlock();
    }
  }

  private void handBackAndUnsubscribe() {
    boolean mine = false;
    try {
      mine = reading.tryLock(CLOSE.toNanos(), TimeUnit.NANOSECONDS);
      if (!mine) {
        log.warn(
            "consumer {}: whoever reads from it does not return, so what was received comes again"
                + " after its ack wait",
            name());
      } else if (subscription.isOpen()) {
        UnhandledHandBack.handBack(subscription, link, life, connection, name());
        subscription.close();
      }
    } catch (IllegalStateException e) {
      log.debug("consumer {}: closed without a connection", name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (mine) {
        bytes.close();
        reading.unlock();
      }
    }
  }

  private String name() {
    return consumer.stream() + "/" + consumer.name();
  }

  private TransportException unusable(IllegalStateException e) {
    return TransportException.passing(
        "consumer " + name() + ": the connection cannot be used: " + e.getMessage(), e);
  }
}
