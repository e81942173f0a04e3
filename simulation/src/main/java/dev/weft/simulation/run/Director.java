package dev.weft.simulation.run;

import dev.weft.Headers;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Phase;
import dev.weft.simulation.scenario.Disturbance;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Post;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.scenario.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Leads a run from its start to its end, on a simulated thread of its own: publishes, disturbs,
 * waits for quiet, looks whether every slot is there, and stops all replicas.
 */
final class Director {

  private static final Duration TICK = Duration.ofMillis(50);

  /** Longer than any lease, and what follows its end. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  /** Longer than a pull is open and missed. */
  private static final Duration PULL = Duration.ofSeconds(6);

  /** What a server has refused is shown for two minutes, and a minute where it is tried again. */
  private static final Duration READY = Duration.ofMinutes(4);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration UP = Duration.ofMinutes(3);

  private final World world;
  private final Place outside;
  private final List<ReplicaSlot> replicas;
  private final Settling settling;
  private final List<String> unsettled = new ArrayList<>();
  private final List<String> unready = new ArrayList<>();
  private int open;
  private boolean isOver;

  Director(World world) {
    this.world = world;
    this.outside = world.place("outside");
    this.replicas =
        IntStream.range(0, world.scenario().replicas())
            .mapToObj(index -> new ReplicaSlot(world, outside, index))
            .toList();
    this.settling = new Settling(world, outside, replicas);
  }

  boolean isOver() {
    return isOver;
  }

  /** What was not settled in time, a line each. */
  List<String> unsettled() {
    return List.copyOf(unsettled);
  }

  /** Why replicas are not ready at the end, a line each. */
  List<String> unready() {
    return List.copyOf(unready);
  }

  /** Leads the run. */
  void lead() {
    try {
      disturbedPart();
      quietPart();
      end();
      isOver = true;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the director", e);
    }
  }

  private void disturbedPart() throws InterruptedException {
    Scenario scenario = world.scenario();
    replicas.forEach(ReplicaSlot::start);
    world.server().startFaults();
    beside("publisher", () -> publish(scenario.posts()));
    for (Disturbance disturbance : scenario.disturbances()) {
      beside(
          "disturber",
          () -> {
            int replica = new Occasion(world, outside, disturbance).await();
            replicas.get(replica).disturb(disturbance);
          });
    }
    while (open > 0) {
      outside.machine().sleep(TICK.toNanos());
    }
    sleepUntil(scenario.faults().horizon());
  }

  private void quietPart() throws InterruptedException {
    awaitUp();
    reached(Phase.QUIET);
    unsettled.addAll(settling.await());
    if (unsettled.isEmpty()) {
      reached(Phase.SETTLED);
      awaitAftermath();
      burst();
    }
  }

  private void awaitUp() throws InterruptedException {
    long end = outside.machine().nanoTime() + UP.toNanos();
    while (!replicas.stream().allMatch(ReplicaSlot::isUp)) {
      if (outside.machine().nanoTime() > end) {
        replicas.stream()
            .filter(replica -> !replica.isUp())
            .forEach(
                replica ->
                    unsettled.add(
                        "%s is %s and not up %s after the faults"
                            .formatted(replica.process().name(), replica.process().state(), UP)));
        return;
      }
      outside.machine().sleep(TICK.toNanos());
    }
  }

  // A lost pull is missed when it would have ended, a lost lease when it would have been renewed.
  private void awaitAftermath() throws InterruptedException {
    Scenario scenario = world.scenario();
    boolean hasLeases = scenario.shape().handlers().stream().anyMatch(HandlerShape::isKeyed);
    if (hasLeases && (scenario.replicas() > 1 || !scenario.isCalm())) {
      outside.machine().sleep(LEASE.toNanos());
    } else if (!scenario.isCalm()) {
      outside.machine().sleep(PULL.toNanos());
    }
  }

  private void burst() throws InterruptedException {
    Scenario scenario = world.scenario();
    for (HandlerShape handler : scenario.shape().handlers()) {
      world.counts().burst().expect(handler.name(), BurstPlan.calls(scenario, handler));
    }
    for (int partition = 0; partition < Shape.PARTITIONS; partition++) {
      publish(Burst.PROBE + partition);
    }
    settling.await();
    if (scenario.shape().handlers().stream().anyMatch(each -> each.limiting().breaker())) {
      endPauses();
    }
    reached(Phase.BURST);
    for (int i = 0; i < BurstPlan.messages(scenario); i++) {
      publish(Burst.FIRST + i);
    }
    unsettled.addAll(settling.await());
    if (unsettled.isEmpty()) {
      reached(Phase.BURST_SETTLED);
      unready.addAll(awaitReady());
    }
  }

  /** Waits until every replica is ready; returns what is in the way of that in the end. */
  private List<String> awaitReady() throws InterruptedException {
    long end = outside.machine().nanoTime() + READY.toNanos();
    List<String> problems = problems();
    while (!problems.isEmpty() && outside.machine().nanoTime() < end) {
      outside.machine().sleep(LOOK.toNanos());
      problems = problems();
    }
    return problems;
  }

  private List<String> problems() {
    return replicas.stream()
        .map(ReplicaSlot::process)
        .flatMap(
            process -> process.problems().stream().map(problem -> process.name() + ": " + problem))
        .toList();
  }

  // A breaker that has opened closes with the next message.
  private void endPauses() throws InterruptedException {
    for (int partition = 0; partition < Shape.PARTITIONS; partition++) {
      publish(Burst.BEFORE + partition);
    }
    settling.await();
  }

  private void end() throws InterruptedException {
    reached(Phase.STOPPING);
    for (ReplicaSlot replica : replicas) {
      beside("stopper", () -> replica.stop(false));
    }
    while (open > 0 || !replicas.stream().allMatch(ReplicaSlot::isDone)) {
      outside.machine().sleep(TICK.toNanos());
    }
    reached(Phase.OVER);
  }

  private void publish(List<Post> posts) throws InterruptedException {
    List<Post> inOrder = posts.stream().sorted(java.util.Comparator.comparing(Post::at)).toList();
    for (Post post : inOrder) {
      sleepUntil(post.at());
      publish(post);
    }
  }

  private void publish(int number) throws InterruptedException {
    publish(new Post(number, Duration.ZERO, number, 1, Map.of()));
  }

  private void publish(Post post) throws InterruptedException {
    String subject = Shape.subject(post.key());
    byte[] data = post.data();
    int number = post.number();
    while (world.server().direct().streamsTaking(subject).isEmpty()) {
      outside.machine().sleep(TICK.toNanos()); // a replica is about to create the stream
    }
    for (int copy = 0; copy < post.copies(); copy++) {
      var receipt =
          world
              .server()
              .direct()
              .outbox()
              .publish(subject, data, Headers.of(Headers.NATS_MESSAGE_ID, "m" + number));
      if (!receipt.duplicate()) {
        outside.tell(new Happening.Published(number, subject, receipt.position().sequence()));
      }
    }
  }

  private void sleepUntil(Duration moment) throws InterruptedException {
    long left = moment.toNanos() - world.simulation().nanos();
    if (left > 0) {
      outside.machine().sleep(left);
    }
  }

  private void reached(Phase phase) {
    outside.tell(new Happening.Reached(phase));
  }

  private interface Body {
    void run() throws InterruptedException;
  }

  private void beside(String thread, Body body) {
    open++;
    outside
        .machine()
        .virtual(
            thread,
            () -> {
              try {
                body.run();
              } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts it", e);
              } finally {
                open--;
              }
            })
        .start();
  }
}
