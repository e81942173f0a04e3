package dev.weft.engine.retry;

import dev.weft.TransportException;
import dev.weft.engine.SideStream;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import dev.weft.transport.StreamState;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows of which handlers of a stream retries wait, and has only theirs fetched: a handler of which
 * none waits has no source of retries. One look at the stream of retries serves all handlers of the
 * process.
 *
 * <p>A look comes round sooner than any retry is due that was scheduled after the one before. So
 * whoever is at work knows of a retry in time, though the process that scheduled it is gone. Any
 * thread may use it.
 */
public final class RetryWatch {

  private static final Logger log = LoggerFactory.getLogger(RetryWatch.class);

  private static final Duration SHORTEST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(24);
  private static final double PART = 0.8; // the rest is for the look, and for opening a source

  /** At a start many handlers come at once. */
  private static final Duration GATHERING = Duration.ofMillis(100);

  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** Where more messages wait, to list their subjects costs more than to ask for each handler's. */
  private static final long FEW = 10_000;

  /** A source is closed after so many looks that find nothing of its handler. */
  private static final int LOOKS_WITHOUT = 2;

  /** One handler's due retries, and what was seen of them. */
  private static final class Watched {
    private final DueRetries due;
    private volatile boolean scheduled; // since the present look began
    private int looksWithout; // of the one thread that looks

    Watched(DueRetries due) {
      this.due = due;
    }
  }

  private final Machine machine;
  private final Transport transport;
  private final String stream;
  private final String prefix;
  private final Duration interval;
  private final Runnable restore;
  private final Map<String, Watched> handlers = new ConcurrentHashMap<>(); // by consumer
  private final AtomicInteger asked = new AtomicInteger(); // for looks that have not begun
  private final ReentrantLock lock = new ReentrantLock();
  private Housekeeper.@Nullable Chore looks; // guarded by lock
  // Of the one thread that looks.
  private boolean many; // or it could not be listed
  private boolean unseen;
  private long seenAt;

  /**
   * Nothing is looked at before a handler is added.
   *
   * @param original the stream whose retries they are
   * @param longerThan no retry is due sooner after it was scheduled
   * @param restore creates the stream of retries if it is gone
   */
  public RetryWatch(
      Machine machine,
      Transport transport,
      String original,
      Duration longerThan,
      Runnable restore) {
    this.machine = machine;
    this.transport = transport;
    this.stream = SideStream.RETRIES.name(original);
    this.prefix = SideStream.RETRIES.prefix(original);
    this.interval = interval(longerThan);
    this.restore = restore;
    this.seenAt = machine.nanoTime();
  }

  static Duration interval(Duration longerThan) {
    if (longerThan.compareTo(LONGEST.multipliedBy(2)) > 0) {
      return LONGEST; // no overflow
    }
    long millis = Math.round(longerThan.toMillis() * PART);
    return Duration.ofMillis(Math.clamp(millis, SHORTEST.toMillis(), LONGEST.toMillis()));
  }

  /** Has a handler's due retries fetched while some wait, until it is removed. */
  void add(String consumer, DueRetries due, Housekeeper housekeeper) {
    lock.lock();
    try {
      handlers.put(consumer, new Watched(due));
      if (looks == null) {
        looks = housekeeper.every(interval, () -> ask(housekeeper));
      }
    } finally {
      lock.unlock();
    }
    ask(housekeeper);
  }

  /** Ends what {@link #add} has begun; the caller closes its retries. */
  void remove(String consumer, DueRetries due) {
    lock.lock();
    try {
      handlers.computeIfPresent(consumer, (name, there) -> there.due == due ? null : there);
      if (handlers.isEmpty() && looks != null) {
        looks.close();
        looks = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** This process has scheduled a retry just now. */
  void scheduled(String consumer) {
    Watched one = handlers.get(consumer);
    if (one != null) {
      one.scheduled = true;
      Failure failure = UserCode.run(one.due::begin); // no memory, say; the next look tries again
      if (failure != null) {
        log.warn("stream {}: retries of {} are not fetched yet: {}", stream, consumer, failure);
      }
    }
  }

  /** Whether retries of a handler wait, as far as is known. */
  boolean isWaiting(String consumer) {
    Watched one = handlers.get(consumer);
    return one != null && one.due.isFetching();
  }

  private void ask(Housekeeper housekeeper) {
    if (asked.getAndIncrement() == 0) {
      housekeeper.start("weft-retries-look", this::look);
    }
  }

  /** Looks until it has succeeded after everybody had asked for it. */
  private void look() {
    boolean ended = false;
    try {
      Duration pause = GATHERING;
      do {
        machine.parkNanos(this, pause.toNanos());
        int before = asked.get();
        boolean done = handlers.isEmpty() || lookOnce();
        ended = done && asked.compareAndSet(before, 0);
        pause = done ? GATHERING : AGAIN;
      } while (!ended);
    } finally {
      if (!ended) { // whatever was thrown: the next look comes round
        asked.set(0);
      }
    }
  }

  /** False if it could not look. */
  private boolean lookOnce() {
    try {
      return isSeen();
    } catch (RuntimeException | Error e) { // no memory, say
      Failure failure = Failure.of(e);
      UserCode.run( // a logger may throw too
          () ->
              log.warn(
                  "stream {}: not looked at for retries that wait, next try in {} s: {}",
                  stream,
                  AGAIN.toSeconds(),
                  failure.stack()));
      return false;
    }
  }

  private boolean isSeen() {
    handlers.values().forEach(one -> one.scheduled = false);
    try {
      Optional<Set<String>> waiting = waiting();
      unseen = false;
      seenAt = machine.nanoTime();
      handlers.forEach(
          (consumer, one) -> {
            if (waiting.isEmpty() || waiting.get().contains(consumer)) {
              found(one);
            } else {
              foundNothing(one);
            }
          });
      return true;
    } catch (TransportException e) {
      log.debug("stream {}: not looked at: {}", stream, e.getMessage());
      many = true; // a list that is too long for its answer is not asked for again
      boolean blind = e.isLasting() || machine.nanoTime() - seenAt >= interval.toNanos();
      if (blind) {
        fetchAll(e);
      }
      return blind;
    }
  }

  /** The consumers of whose messages some wait or are due; empty if it may be any. */
  private Optional<Set<String>> waiting() {
    StreamState state = (many ? transport.state(stream) : listed()).orElse(null);
    if (state == null) {
      restore.run();
      return Optional.of(Set.of());
    }
    boolean wereMany = many;
    many = state.messages() > FEW;
    if (many) {
      return Optional.empty();
    }
    return Optional.of(
        (wereMany ? listed().orElse(state) : state)
            .subjects().keySet().stream().map(this::consumer).collect(Collectors.toSet()));
  }

  private Optional<StreamState> listed() {
    return transport.state(stream, prefix + ">");
  }

  private String consumer(String subject) {
    int end = subject.indexOf('.', prefix.length());
    return subject.substring(prefix.length(), end < 0 ? subject.length() : end);
  }

  private static void found(Watched one) {
    one.looksWithout = 0;
    one.due.begin();
  }

  private static void foundNothing(Watched one) {
    one.looksWithout = one.scheduled ? 0 : one.looksWithout + 1;
    if (one.looksWithout >= LOOKS_WITHOUT) {
      one.due.rest();
    }
  }

  // What cannot be seen may be there.
  private void fetchAll(TransportException failure) {
    if (!unseen) {
      unseen = true;
      UserCode.run( // a logger may throw too
          () ->
              log.warn(
                  "stream {}: which retries wait there cannot be seen, so all handlers ask for"
                      + " theirs: {}",
                  stream,
                  failure.getMessage()));
    }
    handlers.values().forEach(RetryWatch::found);
  }
}
