package dev.weft.engine.retry;

import dev.weft.TransportException;
import dev.weft.machine.Machine;
import dev.weft.transport.StreamState;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a stream of scheduled messages has room for one more. The server cannot refuse one when
 * the stream is full ({@code discard = new} and schedules exclude each other): it would drop what
 * has waited longest. So this refuses before.
 *
 * <p>Any thread may call it; it blocks for a round trip now and then, and each time once a limit is
 * half used.
 */
public final class RetryRoom {

  /** What is left is for those that other processes schedule at the same moment. */
  private static final double FULL = 0.9;

  private static final double FILLING = 0.5;

  /** How long an answer of the server is good for. */
  private static final long KNOWN_NANOS = Duration.ofSeconds(1).toNanos();

  /** A retry that is due has to be in the stream still, by the server's clock. */
  private static final Duration CLOCKS = Duration.ofMinutes(1);

  private final Machine machine;
  private final String stream;
  private final Supplier<Optional<StreamState>> look;
  private final ReentrantLock lock = new ReentrantLock();
  // All are guarded by the lock: what the server has said, and what was added since.
  private @Nullable StreamState known;
  private @Nullable TransportException failure;
  private long knownSince;
  private long messages;
  private long bytes;

  /** A stream that was not looked at yet. */
  RetryRoom(Machine machine, Transport transport, String stream) {
    this(machine, stream, () -> transport.state(stream));
  }

  /**
   * As {@link #RetryRoom(Machine, Transport, String)}.
   *
   * @param look how the stream stands; may block, and fail
   */
  RetryRoom(Machine machine, String stream, Supplier<Optional<StreamState>> look) {
    this.machine = machine;
    this.stream = stream;
    this.look = look;
    this.knownSince = machine.nanoTime() - 2 * KNOWN_NANOS;
  }

  /**
   * Takes room for a message that is to wait for so long.
   *
   * @throws TransportException if there is none, or it would be gone before its time
   */
  void take(long size, Duration wait) {
    lock.lock();
    try {
      refresh();
      if (known != null) {
        check(known, size, wait);
        messages++;
        bytes += size;
      }
    } finally {
      lock.unlock();
    }
  }

  private void refresh() {
    boolean fresh = machine.nanoTime() - knownSince <= KNOWN_NANOS;
    if (fresh && failure != null) {
      // Whoever has waited meanwhile for the lock is not to wait for the server as long again.
      throw TransportException.of(String.valueOf(failure.getMessage()), failure);
    }
    if (!fresh || known == null || isFilling(known)) {
      ask();
    }
  }

  private void ask() {
    known = null;
    try {
      known = look.get().orElse(null); // one that is gone is created anew by whoever needs it
      failure = null;
    } catch (TransportException e) {
      failure = e;
      throw e;
    } finally {
      knownSince = machine.nanoTime();
      messages = known == null ? 0 : known.messages();
      bytes = known == null ? 0 : known.bytes();
    }
  }

  private boolean isFilling(StreamState state) {
    return isUsed(FILLING, messages, state.limit("max_msgs"))
        || isUsed(FILLING, bytes, state.limit("max_bytes"));
  }

  private void check(StreamState state, long size, Duration wait) {
    refuseIfUsed("max_msgs", messages + 1, state.limit("max_msgs"));
    refuseIfUsed("max_bytes", bytes + size, state.limit("max_bytes"));
    long age = state.limit("max_age");
    if (age > 0 && wait.plus(CLOCKS).compareTo(Duration.ofNanos(age)) > 0) {
      throw refusal(
          "its max_age of %d s lets a message go that waits for %d s"
              .formatted(Duration.ofNanos(age).toSeconds(), wait.toSeconds()));
    }
    if (state.limit("max_msgs_per_subject") > 0) {
      throw refusal("its max_msgs_per_subject drops those that are due together");
    }
  }

  private void refuseIfUsed(String name, long used, long limit) {
    if (isUsed(FULL, used, limit)) {
      throw refusal(
          "with this message %d of its %s = %d are used, and when it is full the server drops those"
                  .formatted(used, name, limit)
              + " that wait");
    }
  }

  private TransportException refusal(String why) {
    return TransportException.withoutEffect(
        "stream %s takes no more retries: %s; raise or remove the limit (nats stream edit %s)"
            .formatted(stream, why, stream),
        null);
  }

  private static boolean isUsed(double part, long used, long limit) {
    return limit > 0 && used > part * limit;
  }
}
