package dev.weft.jetstream.receive;

import dev.weft.jetstream.connection.ArrivalSignal;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The wait for the messages of one subscription: by an {@link ArrivalSignal}, where there is one.
 * One thread at a time waits; any may wake it.
 */
final class ArrivalWait implements AutoCloseable {

  // A signal's wait may take a tenth of a second longer.
  private static final long SHORT_NANOS = Duration.ofMillis(250).toNanos();

  private final Connection connection;
  private final Subscription subscription;
  // The subscription's, which jnats shows in its messages alone.
  private volatile @Nullable String number;
  private volatile @Nullable ArrivalSignal signal;
  private volatile boolean closed;

  ArrivalWait(Connection connection, Subscription subscription) {
    this.connection = connection;
    this.subscription = subscription;
  }

  /** This message came by the subscription. */
  void learn(Message message) {
    if (number == null) {
      number = message.getSID();
    }
  }

  /** The number of the subscription; null before the first message. */
  @Nullable String number() {
    return number;
  }

  /**
   * Waits until something has come, or it is over, or the time is. May return before that.
   *
   * @return false if it has not waited, and the caller is to wait as jnats does
   */
  boolean await(long nanos, BooleanSupplier isOver) throws InterruptedException {
    ArrivalSignal present = nanos < SHORT_NANOS ? null : signal();
    if (present == null) {
      return false;
    }
    present.await(() -> hasCome() || isOver.getAsBoolean(), nanos);
    return true;
  }

  private boolean hasCome() {
    return subscription.getPendingMessageCount() > 0 || !subscription.isActive();
  }

  private @Nullable ArrivalSignal signal() {
    String known = number;
    if (signal == null && known != null && !closed) {
      signal = ArrivalSignal.open(connection, known);
    }
    return signal;
  }

  /** Whether who waits longer than a moment can be woken. */
  boolean canWake() {
    return signal != null;
  }

  /** Has who waits look; false if nobody waits who can be woken. */
  boolean wake() {
    ArrivalSignal present = signal;
    return present != null && present.wake();
  }

  /** Nobody waits here from now on. */
  @Override
  public void close() {
    closed = true;
    ArrivalSignal present = signal;
    if (present != null) {
      present.close();
      signal = null;
    }
  }
}
