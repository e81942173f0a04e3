package dev.weft.simulation.server;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;

/**
 * The client's side of pulls: asks for messages, puts what comes into the inbox, and knows which
 * pulls are still to be answered. Only threads of the run use it, of which one runs at a time.
 */
final class PullClient implements PullServer.Client {

  private static final int UNHEARD = 2;

  private final Wire wire;
  private final ConsumerSpec consumer;
  private final String name;
  private final Inbox inbox;
  private final SendLane pulls;
  private final SendLane settlements;
  private final PullDemands demands;
  private final PullServer server;
  private long seenEpoch;
  private long interruptions;
  private boolean isGone;

  /**
   * Nothing is asked for yet.
   *
   * @param settlements where settlements of what comes go
   */
  PullClient(
      Wire wire, ConsumerSpec consumer, ReceiveMode mode, Inbox inbox, SendLane settlements) {
    this.wire = wire;
    this.consumer = consumer;
    this.name = SimulatedServer.name(consumer);
    this.inbox = inbox;
    this.pulls = new SendLane(wire, "pull " + name);
    this.settlements = settlements;
    this.demands = new PullDemands(mode);
    this.seenEpoch = wire.epoch();
    this.server = new PullServer(wire, consumer, this);
  }

  /**
   * Sees what has become of the pulls.
   *
   * @throws TransportException if none can be answered any more
   */
  void check(long now) {
    checkOpen();
    if (isGone && inbox.size() == 0) { // what has come before is given first
      throw TransportException.passing("consumer " + name + ": was deleted", null);
    }
    if (seenEpoch != wire.epoch()) {
      seenEpoch = wire.epoch();
      demands.forgetAll();
    }
    if (demands.unheard(now) >= UNHEARD) {
      demands.forgetAll();
      throw TransportException.passing(
          "consumer " + name + ": the server answered none of the last pulls", null);
    }
  }

  /**
   * Sees whether there is a connection that may be used, now or later.
   *
   * @throws TransportException if it is closed
   */
  void checkOpen() {
    if (wire.isClosed()) {
      throw TransportException.passing(
          "consumer " + name + ": the connection cannot be used: closed", null);
    }
  }

  /** Asks for so many that this demand can be met, where that is not done. */
  void ask(int demand, long now) {
    int wanted = demands.wanted(demand, inbox.size(), now);
    if (wanted > 0 && wire.isUp()) {
      var pull = new Pull(wanted, now);
      demands.sent(pull);
      pulls.send(() -> "pull of " + wanted, false, connection -> server.pull(pull, connection));
    }
  }

  /** For how long there is nothing to do but to wait for what comes. */
  long untilNextLook(long now) {
    return demands.untilNextLook(now);
  }

  /** Whether the server may still send something. */
  boolean isOpen(long now) {
    return wire.isUp() && seenEpoch == wire.epoch() && demands.isOpen(now);
  }

  /** The reader gets through one message in this time. */
  void pace(long nanos) {
    demands.pace(nanos);
  }

  /** How often something may have been lost on its way. */
  long breaks() {
    return wire.epoch() + interruptions;
  }

  void close() {
    server.close();
  }

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
