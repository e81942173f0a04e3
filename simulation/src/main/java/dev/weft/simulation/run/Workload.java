package dev.weft.simulation.run;

import dev.weft.Headers;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Post;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.scenario.Shape;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Publishes the messages of a run: those of its scenario, and those of the burst at its end. */
final class Workload {

  private static final Duration TICK = Duration.ofMillis(50);

  private final World world;
  private final Place outside;

  Workload(World world, Place outside) {
    this.world = world;
    this.outside = outside;
  }

  /** Publishes each message of the scenario at its time. */
  void publishPosts() throws InterruptedException {
    List<Post> inOrder =
        world.scenario().posts().stream().sorted(Comparator.comparing(Post::at)).toList();
    for (Post post : inOrder) {
      world.simulation().sleepUntil(post.at());
      publish(post);
    }
  }

  /** Says what the burst has to come to, and publishes what goes before it. */
  void publishProbes() throws InterruptedException {
    Scenario scenario = world.scenario();
    for (HandlerShape handler : scenario.shape().handlers()) {
      world.counts().burst().expect(handler.name(), BurstPlan.calls(scenario, handler));
    }
    publishNumbers(Burst.PROBE, Shape.PARTITIONS);
  }

  /** A breaker that has opened closes with the next message: publishes one for each partition. */
  void closeBreakers() throws InterruptedException {
    publishNumbers(Burst.BEFORE, Shape.PARTITIONS);
  }

  /** Publishes the burst. */
  void publishBurst() throws InterruptedException {
    publishNumbers(Burst.FIRST, BurstPlan.messages(world.scenario()));
  }

  private void publishNumbers(int first, int count) throws InterruptedException {
    for (int number = first; number < first + count; number++) {
      publish(new Post(number, Duration.ZERO, number, 1, Map.of()));
    }
  }

  private void publish(Post post) throws InterruptedException {
    String subject = Shape.subject(post.key());
    byte[] data = post.data();
    Headers id = Headers.of(Headers.NATS_MESSAGE_ID, "m" + post.number());
    Transport server = world.server().direct();
    while (server.streamsTaking(subject).isEmpty()) {
      outside.machine().sleep(TICK.toNanos()); // a replica is about to create the stream
    }
    for (int copy = 0; copy < post.copies(); copy++) {
      var receipt = server.outbox().publish(subject, data, id);
      if (!receipt.duplicate()) {
        long sequence = receipt.position().sequence();
        outside.tell(new Happening.Published(post.number(), subject, sequence));
      }
    }
  }
}
