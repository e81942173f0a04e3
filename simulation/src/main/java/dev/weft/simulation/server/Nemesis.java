package dev.weft.simulation.server;

import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Injects the faults that happen at a time, each kind on a thread of its own, until the plan's
 * horizon. Whether or not one is left out, the next one comes at its time.
 */
final class Nemesis {

  private static final double NANOS_OF_MINUTE = Duration.ofMinutes(1).toNanos();
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration LONGEST_RESET = Duration.ofSeconds(3);
  private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(60);
  private static final Duration LONGEST_STALL = Duration.ofSeconds(20);
  private static final Duration LONGEST_ELECTION = Duration.ofSeconds(8);

  private final SimulatedServer server;
  private final List<Wire> wires = new ArrayList<>();
  private boolean started;

  Nemesis(SimulatedServer server) {
    this.server = server;
  }

  /** The faults of this connection happen too, from {@link #start} on. */
  void haunt(Wire wire) {
    if (started) {
      begin(wire);
    } else {
      wires.add(wire);
    }
  }

  void start() {
    started = true;
    begin(FaultKind.STALL, SimulatedServer.MACHINE, this::stall);
    begin(FaultKind.LEADER_CHANGE, SimulatedServer.MACHINE, this::changeLeader);
    begin(FaultKind.CONSUMER_GONE, SimulatedServer.MACHINE, this::endConsumer);
    begin(FaultKind.STREAM_FULL, SimulatedServer.MACHINE, this::fill);
    begin(FaultKind.NO_RESPONDERS, SimulatedServer.MACHINE, this::silence);
    wires.forEach(this::begin);
  }

  private void begin(Wire wire) {
    begin(
        FaultKind.RESET,
        wire.replica(),
        fault -> breakFor(wire, fault, length(fault, LONGEST_RESET)));
    begin(
        FaultKind.UNREACHABLE,
        wire.replica(),
        fault -> breakFor(wire, fault, length(fault, LONGEST_OUTAGE)));
  }

  private void begin(FaultKind kind, String where, Consumer<Fault> happening) {
    if (server.faults().plan().rate(kind) > 0) {
      server.start("faults " + kind + " of " + where, () -> repeat(kind, where, happening));
    }
  }

  private void repeat(FaultKind kind, String where, Consumer<Fault> happening) {
    FaultDecisions faults = server.faults();
    long horizon = faults.plan().horizon().toNanos();
    double mean = NANOS_OF_MINUTE / faults.plan().rate(kind);
    Hazards hazards = faults.at(where);
    long due = server.nanos();
    while (true) {
      Fault fault = hazards.count(kind);
      due += (long) (-mean * Math.log(1 - faults.draw(fault, "time")));
      if (due >= horizon) {
        return;
      }
      server.sleep(due - server.nanos());
      faults.taken(fault).ifPresent(happening);
    }
  }

  private void breakFor(Wire wire, Fault fault, long length) {
    if (wire.isUp()) {
      server.faults().inject(fault, "for " + Spans.text(length));
      wire.fail(fault);
      server.sleep(length);
      wire.mend();
    }
  }

  private void stall(Fault fault) {
    long length = length(fault, LONGEST_STALL);
    server.faults().inject(fault, "for " + Spans.text(length));
    server.outages().stall(length);
  }

  private void changeLeader(Fault fault) {
    List<ConsumerSpec> consumers = server.pullServers().consumers();
    if (consumers.isEmpty()) {
      return;
    }
    ConsumerSpec consumer = consumers.get(index(fault, consumers.size()));
    long length = length(fault, LONGEST_ELECTION);
    server
        .faults()
        .inject(fault, SimulatedServer.name(consumer) + ", none for " + Spans.text(length));
    server.pullServers().leaderGone(consumer);
    server.sleep(length);
    server.pullServers().leaderElected(consumer, fault);
  }

  private void endConsumer(Fault fault) {
    List<ConsumerSpec> consumers = server.pullServers().consumers();
    if (!consumers.isEmpty()) {
      ConsumerSpec consumer = consumers.get(index(fault, consumers.size()));
      server.faults().inject(fault, SimulatedServer.name(consumer));
      server.pullServers().gone(consumer);
    }
  }

  private void fill(Fault fault) {
    refuse(fault, server.outages().fullStreams());
  }

  private void silence(Fault fault) {
    refuse(fault, server.outages().streamsWithoutLeader());
  }

  private void refuse(Fault fault, Set<String> refusing) {
    List<String> streams = server.direct().streamsTaking(">");
    if (streams.isEmpty()) {
      return;
    }
    String stream = streams.get(index(fault, streams.size()));
    long length = length(fault, LONGEST_OUTAGE);
    server.faults().inject(fault, stream + ", for " + Spans.text(length));
    refusing.add(stream);
    server.sleep(length);
    refusing.remove(stream);
  }

  // None lasts longer than there may be faults.
  private long length(Fault fault, Duration most) {
    long left = server.faults().plan().horizon().toNanos() - server.nanos();
    return Math.min(left, server.faults().length(fault, MOMENT, most));
  }

  private int index(Fault fault, int size) {
    return (int) (server.faults().draw(fault, "which") * size);
  }
}
