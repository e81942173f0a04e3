package dev.weft.simulation.server;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.simulation.machine.Simulation;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Kept;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One JetStream server for all replicas of a simulation. Its rules are the memory transport's; what
 * lies between it and a replica is that replica's {@link SimulatedConnection}.
 */
public final class SimulatedServer {

  /** The machine that the server's threads run on. */
  static final String MACHINE = "server";

  private final Simulation simulation;
  private final Machine machine;
  private final FaultDecisions faults;
  private final FaultListener listener;
  private final MemoryTransport transport;
  private final Outages outages = new Outages(this);
  private final GroundTruth truth = new GroundTruth();
  private final PullServers pullServers = new PullServers(this);
  private final Nemesis nemesis = new Nemesis(this);

  /**
   * An empty server.
   *
   * @param listener hears of each fault when it happens
   */
  public SimulatedServer(Simulation simulation, FaultPlan plan, FaultListener listener) {
    this.simulation = simulation;
    this.machine = simulation.serverMachine(MACHINE);
    this.faults = new FaultDecisions(plan, simulation::nanos, listener);
    this.listener = listener;
    this.transport = new MemoryTransport(machine);
  }

  /** The server without a network: for what sets a run up, publishes its work, and looks. */
  public Transport direct() {
    return transport;
  }

  /**
   * A new connection of a replica's. Threads that belong to it run on the replica's machine.
   *
   * @param publishTimeout how long a publish waits for the server's confirmation
   */
  public SimulatedConnection connect(String replica, Duration publishTimeout) {
    var wire = new Wire(this, replica, simulation.machine(replica));
    nemesis.haunt(wire);
    return new SimulatedConnection(wire, publishTimeout);
  }

  /** Begins with the faults that happen at a time: of the server, and of each connection. */
  public void startFaults() {
    nemesis.start();
  }

  /** What the server knows of the run. */
  public GroundTruth truth() {
    return truth;
  }

  /** The faults that have happened so far. A plan of {@link FaultPlan#only} these does the same. */
  public List<Fault> injected() {
    return faults.injected();
  }

  /** All messages that a stream has, the oldest first. */
  public List<Kept> contents(String stream) {
    var all = new ArrayList<Kept>();
    Optional<Kept> next = transport.next(stream, 1, ">");
    while (next.isPresent()) {
      all.add(next.get());
      next = transport.next(stream, next.get().sequence() + 1, ">");
    }
    return all;
  }

  Simulation simulation() {
    return simulation;
  }

  FaultDecisions faults() {
    return faults;
  }

  Outages outages() {
    return outages;
  }

  PullServers pullServers() {
    return pullServers;
  }

  long nanos() {
    return simulation.nanos();
  }

  void note(String what) {
    listener.noted(what);
  }

  /** Starts a thread of the server's; {@link Simulation#uncaught} has what it throws. */
  void start(String name, Runnable task) {
    simulation.start(MACHINE, name, task);
  }

  /** Blocks a thread of the server's, which nobody interrupts. */
  void sleep(long nanos) {
    if (nanos <= 0) {
      return;
    }
    try {
      machine.sleep(nanos);
    } catch (InterruptedException e) {
      throw new IllegalStateException("a thread of the server was interrupted", e);
    }
  }

  /** Waits for messages on a thread of the server's, which nobody interrupts. */
  List<Delivery> next(Source source, int most, long nanos) {
    try {
      return source.next(most, Duration.ofNanos(Math.max(0, nanos)));
    } catch (InterruptedException e) {
      throw new IllegalStateException("a thread of the server was interrupted", e);
    }
  }

  /** A message is sent to a replica. */
  void delivered(String replica, ConsumerSpec consumer, Delivery delivery) {
    long sequence = delivery.position().orElseThrow().sequence();
    truth.delivered(
        new GroundTruth.Delivered(
            name(consumer),
            sequence,
            delivery.attempt(),
            GroundTruth.number(delivery.data()),
            replica,
            nanos()));
  }

  /** A publish has arrived. */
  PublishReceipt publish(String replica, String subject, byte[] data, Headers headers) {
    outages.checkPublish(subject, transport::streamsTaking);
    PublishReceipt receipt = transport.outbox().publish(subject, data, headers);
    truth.published(new GroundTruth.Published(subject, receipt, replica, nanos()));
    return receipt;
  }

  /** The replacement of a document has arrived. */
  OptionalLong replace(String replica, String subject, long revision, byte[] data) {
    outages.checkPublish(subject, transport::streamsTaking);
    OptionalLong written = transport.registers(Duration.ZERO).replace(subject, revision, data);
    if (written.isPresent()) {
      truth.written(new GroundTruth.Written(subject, written.getAsLong(), data, replica, nanos()));
    }
    return written;
  }

  /** A settlement has arrived, perhaps for the second time. */
  void settle(String replica, ConsumerSpec consumer, Delivery delivery, Outcome outcome) {
    StreamPosition position = delivery.position().orElseThrow();
    truth.settled(
        new GroundTruth.Settled(
            name(consumer),
            position.sequence(),
            delivery.attempt(),
            GroundTruth.number(delivery.data()),
            outcome,
            replica,
            nanos()));
    if (!delivery.settle(outcome)) {
      // A server goes by the message: it takes the second one like the first.
      transport
          .recall(consumer, position.sequence(), delivery.attempt())
          .ifPresent(again -> again.settle(outcome));
    }
  }

  static String name(ConsumerSpec consumer) {
    return consumer.stream() + "/" + consumer.name();
  }
}
