package dev.weft.testkit;

import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Knows whether anything can still happen at the clock's present time, and at which time something
 * may happen next.
 *
 * <p>Nothing can happen once no message is in a handler's hands and every source has looked for
 * messages, and found none, since the last change; save for messages that wait for others of their
 * batch, which only time moves on. That needs no waiting and no guessing: a change is counted under
 * the one lock under which sources look.
 */
final class Activity {

  /** As the memory transport has it: what is due later than this is never reached. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /**
   * What waits for others of its batch.
   *
   * @param until when it waits no longer
   */
  private record Gathered(int messages, Instant until) {}

  /** Looks for deliveries without waiting for any. */
  interface Look {
    List<KitDelivery> once() throws InterruptedException;
  }

  private final Set<String> handlers;
  private final KitTime time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed;
  private final Condition calmer;

  // All below under the lock.
  private long changes;
  private final Set<KitDelivery> unsettled = new LinkedHashSet<>(); // what sources gave out
  private final Map<String, Gathered> gathering = new HashMap<>(); // in hands, waiting for a batch
  private final Map<KitSource, Long> sources = new HashMap<>(); // the change each has looked after
  private final Set<KitSource> woken = new HashSet<>();
  private final Hands hands = new Hands();
  private final Map<String, Instant> pauses = new HashMap<>();
  private final NavigableMap<Instant, List<Runnable>> stops = new TreeMap<>();

  Activity(Machine machine, Set<String> handlers, KitTime time) {
    this.changed = machine.condition(lock);
    this.calmer = machine.condition(lock);
    this.handlers = handlers;
    this.time = time;
  }

  /** Does something that changes nothing for any source. */
  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Does something after which sources may find what they did not find before. */
  <T> T changing(Supplier<T> work) {
    return locked(
        () -> {
          try {
            return work.get();
          } finally {
            changes++;
            changed.signalAll();
            calmer.signalAll();
          }
        });
  }

  void opened(KitSource source) {
    locked(() -> sources.put(source, -1L));
  }

  void closed(KitSource source) {
    changing(() -> sources.remove(source));
  }

  /** That source is to return from its look soon, though it has found nothing. */
  void wake(KitSource source) {
    locked(
        () -> {
          changed.signalAll();
          return sources.containsKey(source) && woken.add(source);
        });
  }

  /** Looks for deliveries, again after each change, until there are some or the wait is over. */
  List<Delivery> look(KitSource source, Duration wait, Look look) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.NANOSECONDS.convert(wait);
      while (sources.containsKey(source)) {
        List<KitDelivery> found = look.once();
        if (!found.isEmpty()) {
          unsettled.addAll(found);
          return List.copyOf(found);
        }
        sources.put(source, changes);
        calmer.signalAll();
        if (left <= 0 || woken.contains(source)) {
          break;
        }
        left = changed.awaitNanos(left);
      }
      return List.of();
    } finally {
      woken.remove(source);
      lock.unlock();
    }
  }

  /** What a source gave out is settled, as far as its worker can tell. Under the lock. */
  void settled(KitDelivery delivery) {
    unsettled.remove(delivery);
  }

  /** So many of a handler's messages wait for others, for so long at most. */
  void gathering(String handler, int messages, Duration most) {
    locked(
        () -> {
          if (messages > 0) {
            stopAfter(most);
            unsettled.forEach(delivery -> stopAfter(delivery.beat()));
          }
          calmer.signalAll();
          return gathering.put(handler, new Gathered(messages, after(most)));
        });
  }

  /** The calling thread begins to handle a delivery. */
  void begin(String delivery) {
    let(() -> hands.begin(delivery));
  }

  /** Its handler has returned. */
  void returned(String delivery) {
    let(() -> hands.returned(delivery));
  }

  /** Its settlement is known. */
  void concluded(String delivery) {
    let(() -> hands.concluded(delivery));
  }

  /** A handler takes nothing for so long. */
  void paused(String handler, Duration pause) {
    locked(
        () -> {
          Instant until = after(pause);
          stopAt(until);
          return pauses.put(handler, until);
        });
  }

  /** Something may happen after so long. Under the lock. */
  void stopAfter(Duration delay) {
    if (delay.isPositive()) {
      stopAt(after(delay));
    }
  }

  /** This is to happen after so long, before anything else does at that time. Under the lock. */
  void stopAfter(Duration delay, Runnable task) {
    stopAt(after(delay)).add(task);
  }

  /** The next time at which something may happen, up to a limit. */
  Optional<Instant> nextStop(Instant limit) {
    return locked(
        () -> {
          Instant next = stops.higherKey(time.instant());
          return next == null || next.isAfter(limit) ? Optional.empty() : Optional.of(next);
        });
  }

  /** Moves the clock; nothing may be under way. */
  void moveTo(Instant then) {
    changing(
        () -> {
          // As the runtime does, whose beats go by the machine's time: only what gathers is out
          // now.
          unsettled.forEach(KitDelivery::keep);
          time.moveTo(then);
          // Their batch is due, and the runtime is going to begin it.
          gathering.values().removeIf(one -> !one.until().isAfter(then));
          while (!stops.isEmpty() && !stops.firstKey().isAfter(then)) {
            stops.pollFirstEntry().getValue().forEach(Runnable::run);
          }
          return then;
        });
    time.tell(); // not under the lock: the engine has locks of its own
  }

  /**
   * Waits until nothing more can happen at this time.
   *
   * @throws AssertionError if that takes longer than the limit
   */
  void awaitCalm(Duration limit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.NANOSECONDS.convert(limit);
      while (!isCalm()) {
        if (left <= 0) {
          throw restless(limit);
        }
        left = calmer.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isCalm() {
    int waiting = gathering.values().stream().mapToInt(Gathered::messages).sum();
    return unsettled.size() == waiting && hands.size() == waiting && whoHasNotLooked().isEmpty();
  }

  private List<String> whoHasNotLooked() {
    var missing = new ArrayList<>(handlers);
    boolean othersHave = true;
    for (Map.Entry<KitSource, Long> source : sources.entrySet()) {
      boolean hasLooked = source.getValue() == changes;
      String handler = source.getKey().handler();
      if (handler == null) {
        othersHave &= hasLooked;
      } else if (hasLooked) {
        missing.remove(handler);
      }
    }
    missing.removeIf(this::isPaused);
    if (!othersHave) {
      missing.add("the runtime itself");
    }
    return missing;
  }

  private boolean isPaused(String handler) {
    Instant until = pauses.get(handler);
    return until != null && until.isAfter(time.instant());
  }

  private void let(Runnable change) {
    lock.lock();
    try {
      change.run();
      calmer.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Instant after(Duration delay) {
    return time.instant().plus(delay.compareTo(LONGEST) < 0 ? delay : LONGEST);
  }

  private List<Runnable> stopAt(Instant then) {
    return stops.computeIfAbsent(then, at -> new ArrayList<>());
  }

  private AssertionError restless(Duration limit) {
    var text = new StringBuilder("not idle after " + limit.toMillis() + " ms");
    if (hands.size() == 0) {
      text.append("; does not ask for messages: ").append(String.join(", ", whoHasNotLooked()));
      return new AssertionError(text.toString());
    }
    var error = new AssertionError(text.append("; in work: ").append(hands).toString());
    hands.stacks().forEach(error::addSuppressed);
    return error;
  }
}
