package dev.weft.simulation.server;

import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who takes from which consumer, and what a change of its leader does to them. */
final class PullServers {

  private static final double ONE = 0.5;

  private final SimulatedServer server;
  private final List<PullServer> all = new ArrayList<>();
  private final SortedMap<String, ConsumerSpec> consumers = new TreeMap<>();
  private final Map<String, Long> forgotten = new TreeMap<>();

  PullServers(SimulatedServer server) {
    this.server = server;
  }

  void add(PullServer one) {
    all.add(one);
    ConsumerSpec consumer = one.consumer();
    consumers.put(SimulatedServer.name(consumer), consumer);
  }

  void remove(PullServer one) {
    all.remove(one);
  }

  /** The consumers that somebody has taken from, by name. */
  List<ConsumerSpec> consumers() {
    return List.copyOf(consumers.values());
  }

  /** The place of a delivery among all of its consumer, as its present leader counts them. */
  long number(ConsumerSpec consumer, Delivery delivery) {
    return number(consumer, delivery.number());
  }

  /** The state of a consumer, as its present leader counts. */
  ConsumerState state(ConsumerSpec consumer) {
    ConsumerState state = server.direct().state(consumer);
    return new ConsumerState(
        state.pending(),
        state.ackPending(),
        state.waiting(),
        state.maxAckPending(),
        state.maxDeliver(),
        new ConsumerState.Delivered(
            number(consumer, state.delivered().number()), state.delivered().sequence()));
  }

  /** As {@link #number(ConsumerSpec, Delivery)}, of a number that all leaders together count. */
  private long number(ConsumerSpec consumer, long number) {
    return number - forgotten.getOrDefault(SimulatedServer.name(consumer), 0L);
  }

  /** A consumer's leader is gone: it answers no pull, and hears of no settlement. */
  void leaderGone(ConsumerSpec consumer) {
    server.outages().consumersWithoutLeader().add(SimulatedServer.name(consumer));
    of(consumer).forEach(PullServer::leaderGone);
  }

  /** Who takes from a consumer has to begin anew: it was deleted, and somebody has put it back. */
  void gone(ConsumerSpec consumer) {
    of(consumer).forEach(PullServer::gone);
  }

  /**
   * A consumer has a new leader, which knows nothing of the last deliveries that are not settled:
   * it delivers them again at once, and may count them by the same numbers.
   */
  void leaderElected(ConsumerSpec consumer, Fault change) {
    String name = SimulatedServer.name(consumer);
    server.outages().consumersWithoutLeader().remove(name);
    List<GroundTruth.Delivered> again = unknown(consumer, change);
    if (server.faults().draw(change, "numbers") < ONE) {
      forgotten.merge(name, (long) again.size(), Long::sum);
    }
    for (GroundTruth.Delivered delivered : again) {
      server.note(change + ": " + name + " delivers " + delivered.sequence() + " again at once");
      server.truth().putOff(name, delivered.sequence());
      server
          .direct()
          .recall(consumer, delivered.sequence(), delivered.attempt())
          .ifPresent(delivery -> delivery.settle(new Outcome.Retry(Duration.ZERO, "", null)));
    }
  }

  // Each with the same chance; those that were put off, and the last deliveries, are known to all.
  private List<GroundTruth.Delivered> unknown(ConsumerSpec consumer, Fault change) {
    String name = SimulatedServer.name(consumer);
    int maxDeliver = server.direct().state(consumer).maxDeliver();
    double chance = server.faults().draw(change, "unknown");
    return server.truth().openOf(name).values().stream()
        .filter(last -> maxDeliver < 0 || last.attempt() < maxDeliver)
        .filter(last -> !server.truth().isPutOff(last))
        .filter(last -> server.faults().draw(change, "of " + last.sequence()) < chance)
        .sorted(
            (one, other) ->
                Double.compare(
                    server.faults().draw(change, "order " + one.sequence()),
                    server.faults().draw(change, "order " + other.sequence())))
        .toList();
  }

  private List<PullServer> of(ConsumerSpec consumer) {
    String name = SimulatedServer.name(consumer);
    return all.stream().filter(one -> SimulatedServer.name(one.consumer()).equals(name)).toList();
  }
}
