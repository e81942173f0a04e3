package dev.weft.simulation.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The faults of one run: decides by the plan, and keeps what was injected. Only threads of the run
 * use it, of which one runs at a time.
 */
final class FaultDecisions {

  private final FaultPlan plan;
  private final LongSupplier nanos;
  private final FaultListener listener;
  private final Map<String, Hazards> places = new HashMap<>();
  private final List<Fault> injected = new ArrayList<>();

  FaultDecisions(FaultPlan plan, LongSupplier nanos, FaultListener listener) {
    this.plan = plan;
    this.nanos = nanos;
    this.listener = listener;
  }

  FaultPlan plan() {
    return plan;
  }

  /** The chances at one place, which go on counting where the place was asked for before. */
  Hazards at(String where) {
    return places.computeIfAbsent(where, place -> new Hazards(this, place));
  }

  /** Whether a fault of this kind is in the plan at all. */
  boolean mayHappen(FaultKind kind) {
    return plan.rate(kind) > 0;
  }

  /** Whether one more chance is taken. */
  Optional<Fault> decide(Fault chance) {
    boolean isTaken = Draw.unit(plan.seed(), chance, "whether") < plan.rate(chance.kind());
    return isTaken ? taken(chance) : Optional.empty();
  }

  /** The fault, unless it is left out or the time for faults is over. */
  Optional<Fault> taken(Fault fault) {
    return plan.has(fault) && nanos.getAsLong() < plan.horizon().toNanos()
        ? Optional.of(fault)
        : Optional.empty();
  }

  /** It happens now. */
  void inject(Fault fault, String what) {
    injected.add(fault);
    listener.injected(fault, what);
  }

  /** A number from 0 to 1 for something that the fault leaves open. */
  double draw(Fault fault, String purpose) {
    return Draw.unit(plan.seed(), fault, purpose);
  }

  /** A length between these, where each order of magnitude is as likely as any other. */
  long length(Fault fault, Duration least, Duration most) {
    double span = Math.log((double) most.toNanos() / least.toNanos());
    return (long) (least.toNanos() * Math.exp(span * draw(fault, "length")));
  }

  /** What was injected so far, in its order. */
  List<Fault> injected() {
    return List.copyOf(injected);
  }
}
