package dev.weft.simulation.scenario;

import dev.weft.simulation.scenario.Disturbance.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** Decides what is done to replicas, and when: mostly while they are at work. */
final class DisturbanceWriter {

  /** A call may end, and its settlement be on its way, when it comes. */
  private static final int JUST_AFTER_MILLIS = 20;

  private final Choices chance;
  private final List<Post> posts;
  private final int replicas;

  /** For one scenario. */
  DisturbanceWriter(Choices chance, List<Post> posts, int replicas) {
    this.chance = chance;
    this.posts = posts;
    this.replicas = replicas;
  }

  /**
   * Some, or none.
   *
   * @param within when messages are published
   */
  List<Disturbance> disturbances(Duration within) {
    var all = new ArrayList<Disturbance>();
    int count = chance.of(0, 1, 1, 2, 3);
    for (int i = 0; i < count; i++) {
      Kind kind =
          chance.of(
              Kind.STOP,
              Kind.STOP,
              Kind.STOP_NOW,
              Kind.KILL,
              Kind.KILL,
              Kind.FREEZE,
              Kind.FREEZE,
              Kind.SKEW,
              Kind.PAUSE,
              Kind.CUT_OFF);
      all.add(chance.percent(75) ? atWork(kind) : atAnyTime(kind, within));
    }
    return all;
  }

  private Disturbance atAnyTime(Kind kind, Duration within) {
    int latest = (int) within.toMillis() + 3000;
    return new Disturbance(
        kind, replica(), chance.millis(0, latest), OptionalInt.empty(), length(kind));
  }

  private Disturbance atWork(Kind kind) {
    Post post = chance.of(fitting(kind));
    long work =
        post.acts().keySet().stream()
            .sorted()
            .mapToLong(handler -> post.act(handler, 1).length().toMillis())
            .max()
            .orElse(0);
    return new Disturbance(
        kind,
        replica(),
        chance.millis(0, (int) work + JUST_AFTER_MILLIS),
        OptionalInt.of(post.number()),
        length(kind));
  }

  // What stands still over a handler's time limit, and the grace behind it, is the rarer case; so
  // is a last attempt, which is noted at the server before it begins, while that cannot be reached.
  private List<Post> fitting(Kind kind) {
    return switch (kind) {
      case FREEZE -> those(acts -> acts.getFirst().kind() == Act.Kind.HANG);
      case CUT_OFF -> those(acts -> acts.size() > 1);
      default -> posts;
    };
  }

  private List<Post> those(Predicate<List<Act>> doing) {
    List<Post> fitting =
        posts.stream().filter(post -> post.acts().values().stream().anyMatch(doing)).toList();
    return fitting.isEmpty() ? posts : fitting;
  }

  private int replica() {
    return chance.between(0, replicas - 1);
  }

  private Duration length(Kind kind) {
    return switch (kind) {
      case STOP, STOP_NOW, KILL, PAUSE -> chance.millis(0, 4000);
      case FREEZE ->
          chance.percent(60)
              ? chance.millis(100, chance.of(1000, 5000))
              : chance.millis(9_000, 25_000);
      case SKEW -> chance.millis(-30_000, 30_000);
      case CUT_OFF -> chance.millis(100, chance.of(3000, 20_000)); // leases last up to 9 s
    };
  }
}
