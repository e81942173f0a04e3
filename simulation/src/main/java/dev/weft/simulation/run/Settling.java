package dev.weft.simulation.run;

import dev.weft.TransportException;
import dev.weft.engine.SideStream;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.Post;
import dev.weft.simulation.scenario.Shape;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.StreamState;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Waits until the server has nothing left to be settled. */
final class Settling {

  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration RESUME = Duration.ofSeconds(1);

  /** For leases, ack waits, pauses of breakers, and tries that have become rare. */
  private static final Duration SLACK = Duration.ofMinutes(3);

  /** A handler that ignores its interrupt loses its thread after this. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final World world;
  private final Place outside;
  private final List<ReplicaSlot> replicas;

  Settling(World world, Place outside, List<ReplicaSlot> replicas) {
    this.world = world;
    this.outside = outside;
    this.replicas = replicas;
  }

  /** Waits; returns what is not settled within the bound, a line each. */
  List<String> await() throws InterruptedException {
    Duration bound = bound();
    long end = outside.machine().nanoTime() + bound.toNanos();
    long resume = outside.machine().nanoTime();
    List<String> left = left();
    while (!left.isEmpty() && outside.machine().nanoTime() < end) {
      if (outside.machine().nanoTime() >= resume) {
        resumeWhatStopped();
        resume += RESUME.toNanos();
      }
      outside.machine().sleep(TICK.toNanos());
      left = left();
    }
    return left.stream().map(line -> line + " " + bound.toSeconds() + " s later").toList();
  }

  // What all acts come to if they are done one after the other, and twice.
  private Duration bound() {
    Duration sum = SLACK;
    for (HandlerShape handler : world.scenario().shape().handlers()) {
      Duration each =
          handler.delivering().ackWait().plus(handler.retrying().longest()).plusSeconds(1);
      for (Post post : world.scenario().posts()) {
        for (Act act : post.acts().getOrDefault(handler.name(), List.of())) {
          sum = sum.plus(act.length().multipliedBy(2)).plus(act.delay()).plus(each);
          if (act.kind() != Act.Kind.RETURN && handler.limiting().timeout().toMinutes() == 0) {
            sum = sum.plus(handler.limiting().timeout()).plus(GRACE);
          }
        }
      }
    }
    return sum;
  }

  private void resumeWhatStopped() {
    for (HandlerShape handler : world.scenario().shape().handlers()) {
      if (handler.retrying().exhausted() == Exhausted.STOP) {
        for (ReplicaSlot replica : replicas) {
          WorkerRuntime runtime = replica.process().runtime();
          if (replica.isUp() && runtime != null) {
            replica.process().resume(runtime, handler.name());
          }
        }
      }
    }
  }

  private List<String> left() {
    var left = new ArrayList<String>();
    Transport server = world.server().direct();
    for (HandlerShape handler : world.scenario().shape().handlers()) {
      for (String consumer : handler.consumers()) {
        consumer(server, consumer, left);
      }
    }
    String retries = SideStream.RETRIES.name(Shape.STREAM);
    long waiting = server.state(retries).map(StreamState::messages).orElse(0L);
    if (waiting > 0) {
      left.add("%s has %d messages still".formatted(retries, waiting));
    }
    return left;
  }

  private static void consumer(Transport server, String consumer, List<String> left) {
    try {
      ConsumerState state = server.state(new ConsumerSpec(Shape.STREAM, consumer, Map.of()));
      if (state.pending() + state.ackPending() > 0) {
        left.add(
            "consumer %s has %d messages never delivered and %d not settled still"
                .formatted(consumer, state.pending(), state.ackPending()));
      }
    } catch (TransportException e) {
      left.add("consumer %s: %s still".formatted(consumer, e.getMessage()));
    }
  }
}
