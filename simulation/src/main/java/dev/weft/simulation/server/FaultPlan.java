package dev.weft.simulation.server;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which faults happen. Each chance for a fault is decided by the seed, the kind, the place and the
 * number of the chance alone: to leave one fault out changes no decision on another.
 *
 * @param seed decides, with the rates
 * @param rates how often each kind happens, as {@link FaultKind#isTimed} says; none of a kind that
 *     is not here
 * @param horizon from this simulated time on there are no faults, so that the run can come to rest
 * @param only if there, all other faults are left out
 */
public record FaultPlan(
    long seed, Map<FaultKind, Double> rates, Duration horizon, Optional<Set<Fault>> only) {

  /** Copies the collections. */
  public FaultPlan {
    var ordered = new EnumMap<FaultKind, Double>(FaultKind.class);
    ordered.putAll(rates);
    rates = Collections.unmodifiableMap(ordered);
    only = only.map(Set::copyOf);
  }

  /** No faults. */
  public static FaultPlan none() {
    return upTo(0, Duration.ZERO);
  }

  /** No faults yet; {@link #with} adds some. */
  public static FaultPlan upTo(long seed, Duration horizon) {
    return new FaultPlan(seed, Map.of(), horizon, Optional.empty());
  }

  /** The same plan with another rate for a kind. */
  public FaultPlan with(FaultKind kind, double rate) {
    var more = new EnumMap<FaultKind, Double>(FaultKind.class);
    more.putAll(rates);
    more.put(kind, rate);
    return new FaultPlan(seed, more, horizon, only);
  }

  /** The same plan, of whose faults only these happen. */
  public FaultPlan only(Set<Fault> faults) {
    return new FaultPlan(seed, rates, horizon, Optional.of(faults));
  }

  double rate(FaultKind kind) {
    return rates.getOrDefault(kind, 0.0);
  }

  boolean has(Fault fault) {
    return only.isEmpty() || only.get().contains(fault);
  }
}
