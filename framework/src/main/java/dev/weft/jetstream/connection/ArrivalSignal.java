package dev.weft.jetstream.connection;

import dev.weft.jetstream.wire.SharedDataPort;
import dev.weft.transport.Failure;
import io.nats.client.Connection;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one thread wait for messages of one subscription, and be woken by the thread that reads them
 * from the socket.
 *
 * <p>jnats has its own wait, which always has a time limit. For a virtual thread the JDK keeps that
 * limit on another thread, which is woken twice for it: when the wait begins, and when it ends.
 * Here a wait has no timer of its own: one thread looks at all of a connection, ten times a second.
 *
 * <p>One thread at a time waits; any may call the rest.
 */
public final class ArrivalSignal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ArrivalSignal.class);

  private final Connection connection;
  private final int subscription;
  private volatile @Nullable Thread waiting;
  private volatile long until;

  ArrivalSignal(Connection connection, int subscription) {
    this.connection = connection;
    this.subscription = subscription;
  }

  /**
   * A signal for a subscription of that number, which messages have.
   *
   * @return null where the connection's socket is not a {@link MendingDataPort}, or there is none
   *     now, or no thread can be started that ends the waits
   */
  public static @Nullable ArrivalSignal open(Connection connection, String subscription) {
    if (!(SharedDataPort.of(connection) instanceof MendingDataPort)) {
      return null;
    }
    try {
      var signal = new ArrivalSignal(connection, Integer.parseInt(subscription));
      ArrivalSignals.add(connection, signal);
      return signal;
    } catch (Throwable thrown) { // for want of memory, say: whoever asks can wait in another way
      log.debug("no signal for subscription {}: {}", subscription, Failure.of(thrown));
      return null;
    }
  }

  /**
   * Waits until it is over, or the time is, or a tenth of a second later.
   *
   * @param isOver asked first, and after each {@link #wake}
   */
  public void await(BooleanSupplier isOver, long nanos) throws InterruptedException {
    until = System.nanoTime() + nanos;
    waiting = Thread.currentThread(); // before it looks: who has something looks at this after that
    try {
      while (!isOver.getAsBoolean() && isInTime(System.nanoTime())) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        LockSupport.park(this);
      }
    } finally {
      waiting = null;
    }
  }

  /** Has who waits look whether it is over; false if nobody waits. */
  public boolean wake() {
    Thread one = waiting;
    if (one != null) {
      LockSupport.unpark(one);
    }
    return one != null;
  }

  /** Has who waits look if its time is over, or nothing comes any more. */
  void wakeIfLate(boolean closed, long now) {
    Thread one = waiting;
    if (one != null && (closed || !isInTime(now))) {
      LockSupport.unpark(one);
    }
  }

  int subscription() {
    return subscription;
  }

  @Override
  public void close() {
    ArrivalSignals.remove(connection, this);
    wake();
  }

  private boolean isInTime(long now) {
    return until - now > 0;
  }
}
