package dev.weft.simulation.invariant;

import java.util.List;

/** Every promise that is checked of each run. */
public final class Invariants {

  private static final List<Invariant> ALL =
      List.of(
          new SettledInTime(),
          new NothingLost(),
          new DeadLetters(),
          new OrderOfKeys(),
          new OneOwner(),
          new ConcurrencyBounded(),
          new StreamOrder(),
          new AttemptsExact(),
          new CallsBounded(),
          new SettledOnce(),
          new EmissionsStored(),
          new PublishesStored(),
          new RateKept(),
          new TimeLimitsKept(),
          new PausedTakesNothing(),
          new FullBurst(),
          new ReadyInTheEnd(),
          new StopsEnd(),
          new NoThreadLeft(),
          new NoWorkerEnds(),
          new NoStrangeError(),
          new ParkedStaysParked(),
          new SettledStaysSettled(),
          new NeighboursUnharmed(),
          new InterruptedInTime(),
          new StopHandsBack(),
          new RejectedOnce(),
          new NoAckWaitExpires(),
          new ProgressKept(),
          new RetryDelaysKept(),
          new DeadLetterReasons());

  private Invariants() {}

  /** What a run has broken, the gravest first; empty if it has kept everything. */
  public static List<Violation> violations(Evidence run) {
    return ALL.stream()
        .flatMap(
            invariant ->
                invariant.broken(run).stream().map(what -> new Violation(invariant.name(), what)))
        .toList();
  }
}
