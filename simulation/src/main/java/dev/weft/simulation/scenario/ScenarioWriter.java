package dev.weft.simulation.scenario;

import dev.weft.simulation.server.FaultKind;
import dev.weft.simulation.server.FaultPlan;
import java.time.Duration;
import java.util.List;

/** Makes the scenario of a seed. */
public final class ScenarioWriter {

  private final long seed;
  private final Choices chance;

  private ScenarioWriter(long seed) {
    this.seed = seed;
    this.chance = new Choices(seed);
  }

  /** The scenario of a seed, always the same. */
  public static Scenario scenario(long seed) {
    return new ScenarioWriter(seed).write();
  }

  private Scenario write() {
    Shape shape = ShapeWriter.shape(chance.between(0, ShapeWriter.SHAPES - 1));
    int replicas = chance.of(1, 1, 1, 2, 2, 3);
    Duration within = Duration.ofSeconds(chance.of(0, 3, 8));
    int count = chance.percent(10) ? chance.between(20, 40) : chance.between(5, 15);
    List<Post> posts =
        new PostWriter(chance, shape, chance.percent(20))
            .posts(count, chance.between(1, 5), within);
    boolean calm = chance.percent(25);
    List<Disturbance> disturbances =
        calm ? List.of() : new DisturbanceWriter(chance, posts, replicas).disturbances(within);
    FaultPlan faults = calm || chance.percent(30) ? FaultPlan.none() : faults(within);
    return new Scenario(seed, shape, replicas, posts, disturbances, faults);
  }

  // A few go on for longer than any lease.
  private FaultPlan faults(Duration within) {
    int more = chance.percent(20) ? chance.between(10, 25) : chance.between(2, 6);
    FaultPlan plan = FaultPlan.upTo(seed, within.plusSeconds(more));
    for (FaultKind kind : FaultKind.values()) {
      if (chance.percent(30)) {
        plan =
            plan.with(kind, kind.isTimed() ? chance.between(1, 10) : chance.between(1, 10) / 100.0);
      }
    }
    return plan;
  }
}
