package dev.weft.simulation.server;

import dev.weft.ReceiveMode;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The server's side of a source: the pulls that are open, and a thread that answers them while
 * there are any. Only threads of the run use it, of which one runs at a time.
 */
final class PullServer implements Runnable {

  /** The client's side. None of its methods blocks. */
  interface Client {

    /** A message has come. */
    void come(Delivery delivery, long number, Pull pull);

    /** A pull has run its time. */
    void ended(Pull pull);

    /** The leader has given up a pull, or there is none. */
    void interrupted(Pull pull);

    /** The consumer was deleted. */
    void gone();
  }

  private final Wire wire;
  private final SimulatedServer server;
  private final ConsumerSpec consumer;
  private final String name;
  private final Client client;
  private final Hazards hazards;
  private final Source source;
  private final Deque<Pull> pulls = new ArrayDeque<>();
  private final Runnable onChange = this::forgetPulls;
  private boolean running;

  PullServer(Wire wire, ConsumerSpec consumer, Client client) {
    this.wire = wire;
    this.server = wire.server();
    this.consumer = consumer;
    this.name = wire.replica() + " deliver " + SimulatedServer.name(consumer);
    this.client = client;
    this.hazards = server.faults().at(name);
    this.source = server.direct().open(consumer, ReceiveMode.PULL);
    wire.onChange(onChange);
    server.pullServers().add(this);
  }

  ConsumerSpec consumer() {
    return consumer;
  }

  /** A pull has arrived. */
  void pull(Pull pull, long connection) {
    if (connection != wire.number() || wire.isClosed()) {
      return; // nobody is there whom to answer
    }
    if (!server.outages().isLed(consumer)) {
      client.interrupted(pull);
      return;
    }
    pulls.add(pull);
    if (!running) {
      running = true;
      server.start(name, this);
    }
  }

  /** The consumer's leader is gone, and tells those who wait. */
  void leaderGone() {
    List<Pull> open = List.copyOf(pulls);
    forgetPulls();
    if (wire.isUp()) {
      open.forEach(client::interrupted);
    }
  }

  /** The consumer was deleted, and tells those who wait. */
  void gone() {
    if (!pulls.isEmpty() && wire.isUp()) {
      forgetPulls();
      client.gone();
    }
  }

  /** Nobody listens any more. */
  void close() {
    forgetPulls();
    wire.onChangeNoMore(onChange);
    server.pullServers().remove(this);
  }

  private void forgetPulls() {
    pulls.clear();
    source.wake();
  }

  @Override
  public void run() {
    while (true) {
      server.outages().awaitStallsEnd();
      endOld();
      if (pulls.isEmpty()) {
        running = false;
        return;
      }
      long connection = wire.number();
      deliver(take(), connection);
    }
  }

  private void endOld() {
    while (!pulls.isEmpty() && pulls.element().endsAt() <= server.nanos()) {
      client.ended(pulls.remove());
    }
  }

  private List<Delivery> take() {
    int owed = pulls.stream().mapToInt(Pull::owed).sum();
    long left = pulls.element().endsAt() - server.nanos();
    return server.next(source, owed, left);
  }

  private void deliver(List<Delivery> taken, long connection) {
    for (Delivery delivery : taken) {
      server.delivered(wire.replica(), consumer, delivery);
      long number = server.pullServers().number(consumer, delivery);
      // None if the connection broke meanwhile, or the leader went.
      Pull pull = connection == wire.number() ? pulls.peek() : null;
      if (pull != null) {
        pull.give();
        if (pull.owed() == 0) {
          pulls.remove();
        }
      }
      send(delivery, number, pull == null ? new Pull(1, server.nanos()) : pull, connection);
    }
  }

  private void send(Delivery delivery, long number, Pull pull, long connection) {
    FaultDecisions faults = hazards.faults();
    Optional<Fault> late = hazards.next(FaultKind.DELIVERY_LATE);
    if (late.isPresent()) {
      long delay = SendLane.delay(faults, late.get());
      faults.inject(late.get(), delivery + ", " + Spans.text(delay));
      server.sleep(delay);
    }
    Optional<Fault> lost = hazards.next(FaultKind.DELIVERY_LOST);
    if (lost.isPresent()) {
      faults.inject(lost.get(), delivery.toString());
    } else if (connection != wire.number() || wire.isClosed()) {
      server.note(delivery + " to " + wire.replica() + " is lost with its connection");
    } else {
      client.come(delivery, number, pull);
    }
  }
}
