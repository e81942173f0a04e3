package dev.weft.engine;

import dev.weft.TransportException;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * What the server refuses a worker by its own word, so that trying again is in vain until somebody
 * changes something: for an operator to see, until it is over. Bounded, whatever there is. Any
 * thread may call any method.
 */
public final class Refusals {

  /** So many are told apart; subjects may be made of payloads, so that there is no end of them. */
  static final int MOST = 32;

  /** What is refused: of one kind, a success of another one may show that it is over. */
  public enum Kind {
    /** To publish what a handler emits, to one subject. */
    EMISSION,
    /** To publish what a handler emits, since no stream takes its subject. */
    UNTAKEN_EMISSION,
    /** To keep a message that is given up. */
    GIVING_UP,
    /** To schedule retries. */
    SCHEDULE
  }

  private record Key(Kind kind, String what) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::kind).thenComparing(Key::what);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private record Refusal(String text, long until) {}

  private final LongSupplier nanoTime;
  // In an order, so that the one that is shown does not depend on chance.
  private final Map<Key, Refusal> all = new ConcurrentSkipListMap<>();

  public Refusals(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Something failed. It is noted if the server has refused it.
   *
   * @param what names it among its kind; the same again when it {@linkplain #over is over}
   * @param text tells it, with the server's words
   * @param shown for how long, unless it fails again: the message that it befell may have gone to
   *     another process
   */
  public void failed(Kind kind, String what, String text, Failure failure, Duration shown) {
    if (isRefusal(failure)) {
      var key = new Key(kind, what);
      boolean full = all.size() >= MOST && !all.containsKey(key);
      all.put(
          full ? new Key(kind, "") : key,
          new Refusal(text, nanoTime.getAsLong() + shown.toNanos()));
    }
  }

  /** Whether something is: if not, nothing need be told to be over. */
  public boolean isAny() {
    return !all.isEmpty();
  }

  /** It is refused no more, and with it what was not told apart from others of its kind. */
  public void over(Kind kind, String what) {
    all.remove(new Key(kind, what));
    all.remove(new Key(kind, ""));
  }

  /** What is refused now; empty if nothing is. Never blocks. */
  public Optional<String> problem() {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    all.values().removeIf(refusal -> refusal.until() - now < 0);
    int more = all.size() - 1;
    return all.values().stream()
        .findFirst()
        .map(one -> more > 0 ? one.text() + " (and " + more + " more)" : one.text());
  }

  private static boolean isRefusal(Failure failure) {
    return failure
        .as(TransportException.class)
        .filter(refused -> refused.isLasting() || refused.isWithoutEffect())
        .isPresent();
  }
}
