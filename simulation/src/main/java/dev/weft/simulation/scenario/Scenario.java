package dev.weft.simulation.scenario;

import dev.weft.simulation.server.FaultPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that a run does which is decided before it begins.
 *
 * @param seed of the threads' order, of the faults and of this
 * @param shape the configuration
 * @param replicas how many there are
 * @param posts what is published
 * @param disturbances what is done to replicas, in the order of time
 * @param faults what goes wrong between the replicas and the server
 */
public record Scenario(
    long seed,
    Shape shape,
    int replicas,
    List<Post> posts,
    List<Disturbance> disturbances,
    FaultPlan faults) {

  /** Copies the lists. */
  public Scenario {
    posts = List.copyOf(posts);
    disturbances = List.copyOf(disturbances);
  }

  /** Whether nothing goes wrong but in handlers. */
  public boolean isCalm() {
    return disturbances.isEmpty() && !hasFaults();
  }

  /** Whether faults may happen between replicas and the server. */
  public boolean hasFaults() {
    return !faults.rates().isEmpty() && faults.only().map(only -> !only.isEmpty()).orElse(true);
  }

  /** Whether a handler may keep its slot until its thread is abandoned. */
  public boolean hangs() {
    return posts.stream().anyMatch(Post::isEndless);
  }

  /** The message of this number; one of the burst has none. */
  public Optional<Post> post(int number) {
    return posts.stream().filter(post -> post.number() == number).findFirst();
  }

  /** The same with other messages. */
  public Scenario withPosts(List<Post> others) {
    return new Scenario(seed, shape, replicas, others, disturbances, faults);
  }

  /** The same with other disturbances. */
  public Scenario withDisturbances(List<Disturbance> others) {
    return new Scenario(seed, shape, replicas, posts, others, faults);
  }

  /** The same with other faults. */
  public Scenario withFaults(FaultPlan others) {
    return new Scenario(seed, shape, replicas, posts, disturbances, others);
  }

  /** The same with so many replicas; what is done to the others is left out. */
  public Scenario withReplicas(int count) {
    return new Scenario(
        seed,
        shape,
        count,
        posts,
        disturbances.stream().filter(each -> each.replica() < count).toList(),
        faults);
  }

  /** The scenario for a reader. */
  public String text() {
    var lines = new ArrayList<String>();
    lines.add(
        "seed %d: %d replicas, %d messages, faults %s"
            .formatted(seed, replicas, posts.size(), hasFaults() ? "on" : "off"));
    faults
        .only()
        .ifPresent(only -> only.stream().map(each -> "  " + each).sorted().forEach(lines::add));
    lines.add(shape.text());
    posts.forEach(post -> lines.add("  " + post));
    disturbances.forEach(each -> lines.add("  " + each));
    return lines.stream().collect(Collectors.joining("\n"));
  }
}
