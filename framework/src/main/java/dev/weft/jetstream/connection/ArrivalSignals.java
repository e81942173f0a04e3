package dev.weft.jetstream.connection;

import dev.weft.engine.Threads;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import io.nats.client.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The signals of one connection, by the numbers of their subscriptions, which stay the same when
 * jnats reconnects; and the thread that ends the waits whose time is over. It is a platform thread,
 * which runs while there are signals. Any thread may call any method.
 */
final class ArrivalSignals {

  private static final Map<Connection, ArrivalSignals> OF = new ConcurrentHashMap<>();

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Connection connection;
  private final Map<Integer, ArrivalSignal> signals = new ConcurrentHashMap<>();
  private final Thread clock =
      Threads.platform(
          Machine.real(), "weft-wait-clock", Threads.lasting(Machine.real(), new Clock()));
  private volatile boolean ended;

  private ArrivalSignals(Connection connection) {
    this.connection = connection;
  }

  /** Those of a connection; null if it has none. */
  static @Nullable ArrivalSignals of(Connection connection) {
    return OF.get(connection);
  }

  /** Throws what the start of a thread throws, and then has not added it. */
  static void add(Connection connection, ArrivalSignal signal) {
    OF.compute(
        connection,
        (key, present) -> {
          ArrivalSignals all = present == null ? begun(connection) : present;
          all.signals.put(signal.subscription(), signal);
          return all;
        });
  }

  private static ArrivalSignals begun(Connection connection) {
    var first = new ArrivalSignals(connection);
    first.clock.start();
    return first;
  }

  static void remove(Connection connection, ArrivalSignal signal) {
    OF.computeIfPresent(
        connection,
        (key, present) -> {
          present.signals.remove(signal.subscription(), signal);
          return present.signals.isEmpty() ? present.end() : present;
        });
  }

  /** Has all who wait look: something is different about the connection. */
  static void wakeAll(Connection connection) {
    ArrivalSignals all = of(connection);
    if (all != null) {
      all.signals.values().forEach(ArrivalSignal::wake);
    }
  }

  /** Messages of that subscription have come. */
  void wake(int subscription) {
    ArrivalSignal signal = signals.get(subscription);
    if (signal != null) {
      signal.wake();
    }
  }

  private @Nullable ArrivalSignals end() {
    ended = true;
    LockSupport.unpark(clock);
    return null;
  }

  private final class Clock implements Threads.Lasting {

    @Override
    public boolean isWanted() {
      return !ended;
    }

    @Override
    public void failed(Failure failure) {
      // Who waits has his time end a second later.
    }

    @Override
    public void run() {
      while (!ended) {
        LockSupport.parkNanos(this, LOOK_NANOS);
        // Its port is closed before it says so itself.
        boolean closed = connection.getStatus() == Connection.Status.CLOSED;
        long now = System.nanoTime();
        signals.values().forEach(signal -> signal.wakeIfLate(closed, now));
      }
    }
  }
}
