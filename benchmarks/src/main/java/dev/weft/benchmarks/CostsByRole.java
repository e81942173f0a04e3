package dev.weft.benchmarks;

import dev.weft.benchmarks.ThreadCosts.Cost;
import java.util.EnumMap;
import java.util.Map;

/** What the threads of each role have cost. */
final class CostsByRole {

  private static final double MICROS = 1e3;

  private final Map<ThreadRole, Cost> costs = new EnumMap<>(ThreadRole.class);

  /**
   * Adds them up.
   *
   * @param roles by the system's number of the thread; one that is not named is the JVM's
   */
  CostsByRole(ThreadCosts threads, Map<Long, ThreadRole> roles) {
    threads
        .byThread()
        .forEach(
            (thread, cost) ->
                costs.merge(roles.getOrDefault(thread, ThreadRole.JVM), cost, Cost::plus));
  }

  /** Of all threads save the JVM's own. */
  double wakeUps() {
    return costs.entrySet().stream()
        .filter(one -> one.getKey() != ThreadRole.JVM)
        .mapToDouble(one -> one.getValue().wakeUps())
        .sum();
  }

  /** For each of so many messages. */
  Map<ThreadRole, Share> shares(double messages) {
    Map<ThreadRole, Share> shares = new EnumMap<>(ThreadRole.class);
    costs.forEach(
        (role, cost) ->
            shares.put(
                role, new Share(cost.wakeUps() / messages, cost.cpuNanos() / MICROS / messages)));
    return shares;
  }
}
