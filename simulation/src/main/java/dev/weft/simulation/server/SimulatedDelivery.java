package dev.weft.simulation.server;

import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Outcome;
import java.util.concurrent.atomic.AtomicBoolean;

/** A delivery as a replica has it, settled over that replica's connection. */
final class SimulatedDelivery extends ForwardingDelivery {

  private final ConsumerSpec consumer;
  private final long number;
  private final Wire wire;
  private final SendLane lane;
  private final AtomicBoolean settled = new AtomicBoolean();

  /**
   * A delivery that is not settled.
   *
   * @param delivery the server's own
   * @param number its place among the consumer's deliveries, as the consumer's leader counts
   * @param lane where settlements go
   */
  SimulatedDelivery(
      Delivery delivery, ConsumerSpec consumer, long number, Wire wire, SendLane lane) {
    super(delivery);
    this.consumer = consumer;
    this.number = number;
    this.wire = wire;
    this.lane = lane;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public byte[] storedData() {
    return new ApiCalls(wire).call("data of " + this, ApiCalls.LONG, super::storedData);
  }

  @Override
  public boolean settle(Outcome outcome) {
    wire.point();
    if (!isFirst(outcome)) {
      return false;
    }
    lane.send(() -> text(outcome), true, connection -> arrive(outcome));
    return true;
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    wire.point();
    if (!isFirst(outcome)) {
      return false;
    }
    SettlementRequest.await(wire, lane, text(outcome), () -> arriveConfirmed(outcome));
    return true;
  }

  private boolean isFirst(Outcome outcome) {
    if (!settled.compareAndSet(false, true)) {
      return false;
    }
    if (wire.isClosed()) {
      throw TransportException.passing(text(outcome) + " was not sent: closed", null);
    }
    return true;
  }

  @Override
  public void extend() {
    wire.point();
    if (settled.get() || !wire.isUp()) {
      return; // without a connection it would be late
    }
    lane.send(
        () -> "extension of " + this,
        false,
        connection -> {
          if (wire.server().outages().isLed(consumer)) {
            delivery().extend();
          }
        });
  }

  @Override
  public void discard() {
    settled.set(true);
  }

  // Nobody listens while the consumer has no leader.
  private void arrive(Outcome outcome) {
    SimulatedServer server = wire.server();
    if (server.outages().isLed(consumer)) {
      server.settle(wire.replica(), consumer, delivery(), outcome);
    } else {
      server.note(text(outcome) + " is lost: nobody leads the consumer");
    }
  }

  private Boolean arriveConfirmed(Outcome outcome) {
    SimulatedServer server = wire.server();
    if (!server.outages().isLed(consumer)) {
      throw TransportException.withoutEffect(text(outcome) + ": 503 No Responders", null);
    }
    server.settle(wire.replica(), consumer, delivery(), outcome);
    return true;
  }

  private String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ack ack -> "+ACK for " + this;
      case Outcome.Reject reject -> "+TERM for " + this;
      case Outcome.Retry retry -> "-NAK for " + this;
    };
  }
}
