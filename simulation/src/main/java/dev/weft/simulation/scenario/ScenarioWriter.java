package dev.weft.simulation.scenario;

import dev.weft.simulation.scenario.Disturbance.Kind;
import dev.weft.simulation.server.FaultKind;
import dev.weft.simulation.server.FaultPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
    Duration within = Duration.ofSeconds(chance.of(0, 2, 10));
    int count = chance.percent(10) ? chance.between(20, 40) : chance.between(5, 15);
    List<Post> posts =
        new PostWriter(chance, shape, chance.percent(20))
            .posts(count, chance.between(1, 5), within);
    boolean calm = chance.percent(25);
    List<Disturbance> disturbances = calm ? List.of() : disturbances(replicas, within);
    FaultPlan faults = calm || chance.percent(30) ? FaultPlan.none() : faults(within);
    return new Scenario(seed, shape, replicas, posts, disturbances, faults);
  }

  private List<Disturbance> disturbances(int replicas, Duration within) {
    var all = new ArrayList<Disturbance>();
    int count = chance.of(0, 1, 1, 2, 3);
    int latest = (int) within.toMillis() + 3000;
    for (int i = 0; i < count; i++) {
      Kind kind =
          chance.of(
              Kind.STOP,
              Kind.STOP,
              Kind.STOP_NOW,
              Kind.KILL,
              Kind.KILL,
              Kind.FREEZE,
              Kind.SKEW,
              Kind.PAUSE);
      Duration length =
          switch (kind) {
            case STOP, STOP_NOW, KILL, PAUSE -> chance.millis(0, 4000);
            case FREEZE -> chance.millis(100, chance.of(1000, 5000, 20_000));
            case SKEW -> chance.millis(-30_000, 30_000);
          };
      all.add(
          new Disturbance(kind, chance.between(0, replicas - 1), chance.millis(0, latest), length));
    }
    all.sort(Comparator.comparing(Disturbance::at));
    return all;
  }

  private FaultPlan faults(Duration within) {
    FaultPlan plan = FaultPlan.upTo(seed, within.plusSeconds(chance.between(3, 10)));
    for (FaultKind kind : FaultKind.values()) {
      if (chance.percent(30)) {
        plan =
            plan.with(kind, kind.isTimed() ? chance.between(1, 10) : chance.between(1, 10) / 100.0);
      }
    }
    return plan;
  }
}
