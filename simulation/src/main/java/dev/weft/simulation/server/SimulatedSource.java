package dev.weft.simulation.server;

import dev.weft.ReceiveMode;
import dev.weft.engine.HandBack;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The client's side of a source: it asks for messages by pulls, receives them ahead, and hands back
 * what is left when it is closed, as the transport on NATS does.
 */
final class SimulatedSource implements Source {

  private static final long CLOSE = Duration.ofSeconds(10).toNanos();

  private enum Stage {
    OPEN,
    /** The call of next() that goes on now, or the next one, is to return. */
    WOKEN,
    CLOSED
  }

  private final Wire wire;
  private final String name;
  private final Duration ackWait;
  private final PullClient pulls;
  private final Inbox inbox;
  private final Semaphore reading = new Semaphore(1); // awaited by the machine too, so no lock
  private final Runnable onChange;
  private Stage stage = Stage.OPEN;
  private boolean isHandedBack;

  /** A source that has asked for nothing yet. */
  SimulatedSource(
      Wire wire, ConsumerSpec consumer, Duration ackWait, ReceiveMode mode, SendLane settlements) {
    this.wire = wire;
    this.name = SimulatedServer.name(consumer);
    this.ackWait = ackWait;
    this.inbox = new Inbox(wire);
    this.onChange = inbox::signal;
    this.pulls = new PullClient(wire, consumer, mode, inbox, settlements);
    wire.onChange(onChange);
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    if (demand < 1) {
      throw new IllegalArgumentException(
          name + ": demand = " + demand + ": expected at least 1; do not ask without a free slot");
    }
    reading.acquire();
    try {
      return await(demand, now() + wait.toNanos());
    } finally {
      if (stage == Stage.WOKEN) {
        stage = Stage.OPEN;
      }
      reading.release();
    }
  }

  private List<Delivery> await(int demand, long deadline) throws InterruptedException {
    while (stage == Stage.OPEN) {
      long known = inbox.changes();
      long now = now();
      pulls.check(now);
      pulls.ask(demand, now);
      List<Delivery> taken = inbox.take(demand);
      long left = deadline - now;
      if (!taken.isEmpty() || left <= 0) {
        return taken;
      }
      inbox.await(known, Math.min(left, pulls.untilNextLook(now)));
    }
    return List.of();
  }

  @Override
  public void wake() {
    if (stage == Stage.OPEN) {
      stage = Stage.WOKEN;
      inbox.signal();
    }
  }

  @Override
  public void extend() {
    if (stage == Stage.CLOSED) {
      return;
    }
    pulls.checkOpen();
    inbox.aged().forEach(Delivery::extend);
  }

  @Override
  public long breaks() {
    return pulls.breaks();
  }

  @Override
  public void pace(long nanos) {
    pulls.pace(nanos);
  }

  @Override
  public Duration ackWait() {
    return ackWait;
  }

  @Override
  public void close() {
    wire.point();
    stage = Stage.CLOSED;
    inbox.signal();
    boolean interrupted = Thread.interrupted();
    try {
      handBack();
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // A pull is never cut short, since the server would count what it was just sending as delivered.
  private void handBack() throws InterruptedException {
    if (!wire.machine().acquire(reading, 1, CLOSE)) { // who reads sees the stage within one read
      return;
    }
    try {
      if (!isHandedBack) {
        isHandedBack = true;
        awaitPullsEnd();
      }
    } finally {
      pulls.close();
      wire.onChangeNoMore(onChange);
      List<Delivery> left = new ArrayList<>(inbox.take(Integer.MAX_VALUE));
      left.sort(Comparator.comparingLong(SimulatedSource::sequence));
      HandBack.all(left);
      reading.release();
    }
  }

  private void awaitPullsEnd() throws InterruptedException {
    long known = inbox.changes();
    while (pulls.isOpen(now())) {
      inbox.await(known, pulls.untilNextLook(now()));
      known = inbox.changes();
    }
  }

  // Also the server's, which ends pulls by it.
  private long now() {
    return wire.server().nanos();
  }

  private static long sequence(Delivery delivery) {
    return delivery.position().orElseThrow().sequence();
  }
}
