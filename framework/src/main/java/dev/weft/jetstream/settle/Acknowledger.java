package dev.weft.jetstream.settle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.jetstream.connection.CalmLog;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.consumer.ConsumerLife;
import dev.weft.jetstream.wire.AckPayload;
import dev.weft.jetstream.wire.RawLines;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;

/**
 * Sends the acknowledgements of one source, together while there are other messages to acknowledge.
 *
 * <p>Made and sent one by one they are a quarter of the client's work, and more where messages come
 * singly: each wakes a thread. So one waits for the next, as long as another message is at work or
 * here already, or they come in close succession; {@link #LONGEST} at most. Where no other is to be
 * expected, it goes at once. ADR 0024 says what that gains and costs.
 *
 * <p>Any thread may call any method; none waits for the server.
 */
public final class Acknowledger implements AutoCloseable {

  /** How long one waits for others at most, or a little longer where no processor is free. */
  static final Duration LONGEST = Duration.ofMillis(5);

  /** So soon after another one, the next is expected before the wait is over. */
  private static final long SUCCESSION_NANOS = LONGEST.toNanos() / 2;

  /** How many are sent together at most: more gains nothing. */
  static final int MOST = 256;

  private static final CalmLog calm = new CalmLog(LoggerFactory.getLogger(Acknowledger.class));

  /** So many cost less through jnats than another thread's waking. */
  private static final int FEW = 16;

  private static final byte[] LINE_BEGIN = "PUB ".getBytes(US_ASCII);
  private static final byte[] LINE_END = " 4\r\n+ACK\r\n".getBytes(US_ASCII);

  private final Link link;
  private final ConsumerLife life;
  private final AckWriter writer;
  private final BooleanSupplier moreHere;
  private final BooleanSupplier moreToCome;
  private final boolean gathers; // where all go through jnats, one by one, waiting gains nothing
  private final AtomicInteger out = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock sending = new ReentrantLock(); // or a close could overtake a sweep
  private List<String> waiting = new ArrayList<>(); // guarded by the lock
  private volatile boolean listed; // written so: with the writer, which sweeps it soon
  private volatile boolean closed;
  private volatile long lastAt; // when the last one came alone; a race loses one of two moments

  /**
   * Nothing waits.
   *
   * @param writer sends what waited for others, for all sources of the transport
   * @param moreHere whether another message is here that waits for its turn; never blocks
   * @param moreToCome whether the server gives the next messages without waiting for these few
   *     acknowledgements; never blocks
   */
  public Acknowledger(
      Link link,
      ConsumerLife life,
      AckWriter writer,
      BooleanSupplier moreHere,
      BooleanSupplier moreToCome) {
    this.link = link;
    this.life = life;
    this.writer = writer;
    this.moreHere = moreHere;
    this.moreToCome = moreToCome;
    this.gathers = RawLines.isOpenTo(link.connection());
    this.lastAt = System.nanoTime() - SUCCESSION_NANOS;
  }

  /** A message was handed out, and is going to be settled. */
  public void handedOut() {
    out.incrementAndGet();
  }

  /** It was settled in another way, or discarded. */
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
    int others = out.decrementAndGet();
    if (!gathers) {
      link.settle(replyTo, AckPayload.ACK.bytes());
      return;
    }
    boolean more = others > 0 || moreHere.getAsBoolean() || isNextExpected();
    int gathered = 0;
    boolean first = false;
    lock.lock();
    try {
      if (!closed && (more || !waiting.isEmpty())) {
        waiting.add(replyTo);
        gathered = waiting.size();
        first = !listed;
        listed = true;
      }
    } finally {
      lock.unlock();
    }
    if (gathered == 0) {
      link.settle(replyTo, AckPayload.ACK.bytes());
      return;
    }
    if (first) {
      list();
    }
    if (!more) {
      flush();
    } else if (gathered == MOST) {
      sendNow();
    }
  }

  /** Notes that one comes alone; whether it goes with those that wait, or waits for the next. */
  private boolean isNextExpected() {
    long now = System.nanoTime();
    boolean soon = now - lastAt < SUCCESSION_NANOS;
    lastAt = now;
    return (listed || soon) && moreToCome.getAsBoolean();
  }

  /** Has the writer send what waits; if that has no thread, it is sent on this one. */
  private void sendNow() {
    try {
      writer.sendNow();
    } catch (Throwable thrown) {
      sendHere(thrown);
    }
  }

  /** Has the writer sweep this; if that has no thread, what waits is sent on this one. */
  private void list() {
    try {
      writer.sendSoon(this);
    } catch (Throwable thrown) {
      sendHere(thrown);
    }
  }

  private void sendHere(Throwable why) {
    send(swept(), false);
    calm.warn(
        "no writer",
        "no thread could be started to send acknowledgements together, so they go one by one: "
            + Failure.of(why).text());
  }

  /** Sends what waits: a few at once, more on the writer's thread. */
  public void flush() {
    List<String> few;
    boolean many;
    lock.lock();
    try {
      many = waiting.size() > FEW;
      few = many ? List.of() : take();
    } finally {
      lock.unlock();
    }
    if (many) {
      sendNow();
    } else {
      send(few, false);
    }
  }

  /** Sends what waits, on the writer's thread. */
  void sweep() {
    if (sending.tryLock()) { // or else a close is sending it
      try {
        send(swept(), true);
      } finally {
        sending.unlock();
      }
    }
  }

  /** Sends what waits; from now on none waits for another. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    sending.lock();
    try {
      send(taken(), false);
    } finally {
      sending.unlock();
    }
  }

  private List<String> take() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<String> taken = waiting;
    waiting = new ArrayList<>(taken.size()); // as many as the last time, more or less
    return taken;
  }

  private List<String> swept() {
    lock.lock();
    try {
      listed =
          false; // first: if there is no memory to take them, the next one has them listed again
      return take();
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

  private void send(List<String> due, boolean together) {
    if (due.isEmpty()) {
      return;
    }
    try {
      life.check(() -> due.size() + " acknowledgements");
      if (!together || !RawLines.hasWritten(link.connection(), lines(due))) {
        due.forEach(replyTo -> link.settle(replyTo, AckPayload.ACK.bytes()));
      }
    } catch (Throwable thrown) { // each would have told its message alone
      calm.warn(
          "unsent",
          "up to %d acknowledgements could not be sent, so their messages are redelivered: %s"
              .formatted(due.size(), Failure.of(thrown).text()));
    }
  }

  // jnats reads each byte of a subject as a character, so the low byte of each is what the server
  // wrote; the deprecated method takes that, and makes no copy.
  @SuppressWarnings("deprecation")
  private static byte[] lines(List<String> due) {
    int length = 0;
    for (String replyTo : due) {
      length += LINE_BEGIN.length + replyTo.length() + LINE_END.length;
    }
    byte[] lines = new byte[length];
    int at = 0;
    for (String replyTo : due) {
      at = put(LINE_BEGIN, lines, at);
      replyTo.getBytes(0, replyTo.length(), lines, at);
      at = put(LINE_END, lines, at + replyTo.length());
    }
    return lines;
  }

  private static int put(byte[] some, byte[] lines, int at) {
    System.arraycopy(some, 0, lines, at, some.length);
    return at + some.length;
  }
}
