package dev.weft.jetstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nats.client.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the acknowledgements of one source, together while there are other messages to acknowledge.
 *
 * <p>Made and sent one by one they are a quarter of the client's work. So one waits for the next,
 * as long as another message is at work or here already, and {@link #LONGEST} at most; where there
 * is none, it goes at once. ADR 0024 says what that gains and costs.
 *
 * <p>Any thread may call any method; none waits for the server.
 */
final class Acknowledger implements AutoCloseable {

  /** How long one waits for others at most, or a little longer where no processor is free. */
  static final Duration LONGEST = Duration.ofMillis(5);

  /** How many are sent together at most: more gains nothing. */
  static final int MOST = 256;

  private static final Logger log = LoggerFactory.getLogger(Acknowledger.class);

  private static final byte[] LINE_BEGIN = "PUB ".getBytes(US_ASCII);
  private static final byte[] LINE_END = " 4\r\n+ACK\r\n".getBytes(US_ASCII);

  private final Link link;
  private final ConsumerLife life;
  private final BooleanSupplier moreHere;
  private final AtomicInteger out = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock sending = new ReentrantLock(); // or a close could overtake a sweep
  private List<String> waiting = new ArrayList<>(MOST); // guarded by the lock
  private @Nullable Thread sweeper; // likewise
  private volatile boolean resting;
  private volatile boolean closed;

  /**
   * Nothing waits.
   *
   * @param moreHere whether another message is here that waits for its turn; never blocks
   */
  Acknowledger(Link link, ConsumerLife life, BooleanSupplier moreHere) {
    this.link = link;
    this.life = life;
    this.moreHere = moreHere;
  }

  /** A message was handed out, and is going to be settled. */
  void handedOut() {
    out.incrementAndGet();
  }

  /** It was settled in another way, or given up. */
  void settled() {
    out.decrementAndGet();
  }

  /**
   * Acknowledges one that was handed out, now or soon.
   *
   * @param replyTo the message's reply subject
   * @throws IllegalStateException as {@link Link#settle}; of those sent later, the log tells
   */
  void acknowledge(String replyTo) {
    List<String> due = List.of();
    boolean alone = false;
    boolean more = out.decrementAndGet() > 0 || moreHere.getAsBoolean();
    lock.lock();
    try {
      boolean gather = more && !closed;
      alone = !gather && waiting.isEmpty();
      if (!alone) {
        waiting.add(replyTo);
        due = gather && waiting.size() < MOST ? List.of() : take();
        if (due.isEmpty()) {
          haveSwept();
        }
      }
    } finally {
      lock.unlock();
    }
    if (alone) {
      link.settle(replyTo, JetStreamDelivery.ACK);
    } else {
      send(due);
    }
  }

  /** Sends what waits. */
  void flush() {
    sending.lock();
    try {
      send(taken());
    } finally {
      sending.unlock();
    }
  }

  /** Sends what waits; from now on none waits for another. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      LockSupport.unpark(sweeper);
    } finally {
      lock.unlock();
    }
    flush();
  }

  private List<String> take() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<String> taken = waiting;
    waiting = new ArrayList<>(MOST);
    return taken;
  }

  // A handler that now takes long must not hold those before it back.
  private void haveSwept() {
    if (sweeper == null) {
      sweeper = Thread.ofVirtual().name("weft-acknowledger").start(this::sweep);
    } else if (resting) {
      LockSupport.unpark(sweeper);
    }
  }

  private void sweep() {
    while (!closed) {
      resting = true; // before it looks: whoever adds looks at this after that
      if (isEmpty()) {
        LockSupport.park(this);
      }
      resting = false;
      LockSupport.parkNanos(this, LONGEST.toNanos());
      flush();
    }
  }

  private boolean isEmpty() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private List<String> taken() {
    lock.lock();
    try {
      return take();
    } finally {
      lock.unlock();
    }
  }

  private void send(List<String> due) {
    if (due.isEmpty()) {
      return;
    }
    try {
      life.check(() -> due.size() + " acknowledgements");
      if (!isWritten(due)) {
        due.forEach(replyTo -> link.settle(replyTo, JetStreamDelivery.ACK));
      }
    } catch (RuntimeException e) { // each would have told its message alone
      log.warn(
          "up to {} acknowledgements could not be sent, so their messages come again: {}",
          due.size(),
          e.getMessage());
    }
  }

  /** Writes them past jnats, which would make several objects of each, and wake its writer. */
  private boolean isWritten(List<String> due) {
    Connection connection = link.connection();
    SharedDataPort port = SharedDataPort.of(connection);
    if (port == null
        || connection.getStatus() != Connection.Status.CONNECTED
        || connection.getOptions().supportUTF8Subjects()) {
      return false;
    }
    boolean interrupted = Thread.interrupted(); // or a socket that is full would be closed by it
    try {
      return port.hasWritten(lines(due));
    } catch (IOException e) {
      log.debug(
          "the connection broke under {} acknowledgements; sending them again", due.size(), e);
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // jnats reads each byte of a subject as a character, so this gives back what the server wrote.
  private static byte[] lines(List<String> due) {
    int length = 0;
    for (String replyTo : due) {
      length += LINE_BEGIN.length + replyTo.length() + LINE_END.length;
    }
    ByteBuffer lines = ByteBuffer.allocate(length);
    for (String replyTo : due) {
      lines.put(LINE_BEGIN).put(replyTo.getBytes(ISO_8859_1)).put(LINE_END);
    }
    return lines.array();
  }
}
