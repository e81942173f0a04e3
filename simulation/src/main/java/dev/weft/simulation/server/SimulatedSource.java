package dev.weft.simulation.server;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.engine.HandBack;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The client's side of a source: it asks for messages by pulls, receives them ahead, and hands back
 * what is left when it is closed, as the transport on NATS does.
 */
final class SimulatedSource implements Source {

  private static final long LOOK = Duration.ofMillis(10).toNanos();
  private static final long CLOSE = Duration.ofSeconds(10).toNanos();
  private static final int UNHEARD = 2;

  private enum Stage {
    OPEN,
    /** The call of next() that goes on now, or the next one, is to return. */
    WOKEN,
    CLOSED
  }

  private final Wire wire;
  private final ConsumerSpec consumer;
  private final String name;
  private final Duration ackWait;
  private final SendLane pulls;
  private final SendLane settlements;
  private final PullDemands demands;
  private final Inbox inbox;
  private final ReentrantLock reading = new ReentrantLock();
  private final PullServer pullServer;
  private final Runnable onChange;
  private Stage stage = Stage.OPEN;
  private long seenEpoch;
  private long interruptions;
  private boolean isHandedBack;
  private boolean isGone;

  /** A source that has asked for nothing yet. */
  SimulatedSource(
      Wire wire, ConsumerSpec consumer, Duration ackWait, ReceiveMode mode, SendLane settlements) {
    this.wire = wire;
    this.consumer = consumer;
    this.name = SimulatedServer.name(consumer);
    this.ackWait = ackWait;
    this.pulls = new SendLane(wire, "pull " + name);
    this.settlements = settlements;
    this.demands = new PullDemands(mode);
    this.inbox = new Inbox(wire);
    this.onChange = inbox::signal;
    this.seenEpoch = wire.epoch();
    this.pullServer = new PullServer(wire, consumer, new Received());
    wire.onChange(onChange);
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    if (demand < 1) {
      throw new IllegalArgumentException(
          name + ": demand = " + demand + ": expected at least 1; do not ask without a free slot");
    }
    reading.lockInterruptibly();
    try {
      return await(demand, now() + wait.toNanos());
    } finally {
      if (stage == Stage.WOKEN) {
        stage = Stage.OPEN;
      }
      reading.unlock();
    }
  }

  private List<Delivery> await(int demand, long deadline) throws InterruptedException {
    while (stage == Stage.OPEN) {
      long known = inbox.changes();
      failIfUnusable();
      long now = now();
      ask(demand, now);
      List<Delivery> taken = inbox.take(demand);
      long left = deadline - now;
      if (!taken.isEmpty() || left <= 0) {
        return taken;
      }
      inbox.await(known, Math.min(left, demands.untilNextLook(now)));
    }
    return List.of();
  }

  private void failIfUnusable() {
    if (wire.isClosed()) {
      throw TransportException.passing(
          "consumer " + name + ": the connection cannot be used: closed", null);
    }
    if (isGone && inbox.size() == 0) { // what has come before is given first
      throw TransportException.passing("consumer " + name + ": was deleted", null);
    }
    if (seenEpoch != wire.epoch()) {
      seenEpoch = wire.epoch();
      demands.forgetAll();
    }
    if (demands.unheard(now()) >= UNHEARD) {
      demands.forgetAll();
      throw TransportException.passing(
          "consumer " + name + ": the server answered none of the last pulls", null);
    }
  }

  private void ask(int demand, long now) {
    int wanted = demands.wanted(demand, inbox.size(), now);
    if (wanted > 0 && wire.isUp()) {
      var pull = new Pull(wanted, now);
      demands.sent(pull);
      pulls.send(() -> "pull of " + wanted, false, connection -> pullServer.pull(pull, connection));
    }
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
    if (wire.isClosed()) {
      throw TransportException.passing(
          "consumer " + name + ": the connection cannot be used: closed", null);
    }
    inbox.aged().forEach(Delivery::extend);
  }

  @Override
  public long breaks() {
    return wire.epoch() + interruptions;
  }

  @Override
  public void pace(long nanos) {
    demands.pace(nanos);
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
    long deadline = now() + CLOSE;
    while (!reading.tryLock()) { // whoever reads sees the stage within one read
      if (now() >= deadline) {
        return;
      }
      wire.machine().sleep(LOOK);
    }
    try {
      if (!isHandedBack) {
        isHandedBack = true;
        awaitPullsEnd();
      }
    } finally {
      pullServer.close();
      wire.onChangeNoMore(onChange);
      List<Delivery> left = new ArrayList<>(inbox.take(Integer.MAX_VALUE));
      left.sort(Comparator.comparingLong(SimulatedSource::sequence));
      HandBack.all(left);
      reading.unlock();
    }
  }

  private void awaitPullsEnd() throws InterruptedException {
    long known = inbox.changes();
    while (wire.isUp() && seenEpoch == wire.epoch() && demands.isOpen(now())) {
      inbox.await(known, demands.untilNextLook(now()));
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

  /** Told by the server's threads. */
  private final class Received implements PullServer.Client {

    @Override
    public void come(Delivery delivery, long number, Pull pull) {
      demands.come(pull);
      inbox.add(new SimulatedDelivery(delivery, consumer, number, wire, settlements));
    }

    @Override
    public void ended(Pull pull) {
      demands.ended(pull);
      inbox.signal();
    }

    @Override
    public void gone() {
      isGone = true;
      demands.forgetAll();
      inbox.signal();
    }

    @Override
    public void interrupted(Pull pull) {
      interruptions++;
      demands.interrupted(pull, wire.server().nanos());
      inbox.signal();
    }
  }
}
