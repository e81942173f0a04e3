package dev.weft.simulation.run;

import dev.weft.TransportException;
import dev.weft.engine.SideStream;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.Post;
import dev.weft.simulation.scenario.Shape;
import dev.weft.simulation.server.GroundTruth;
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

  /** What is not settled may come to its end without a settlement: by its last ack wait. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** For leases, ack waits, pauses of breakers, and tries that have become rare. */
  private static final Duration SLACK = Duration.ofMinutes(3);

  /** A handler that ignores its interrupt loses its thread after this. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final World world;
  private final Place outside;
  private final Fleet fleet;

  Settling(World world, Place outside, Fleet fleet) {
    this.world = world;
    this.outside = outside;
    this.fleet = fleet;
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
        resume += LOOK.toNanos();
      }
      awaitSettlement();
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

  private void awaitSettlement() throws InterruptedException {
    GroundTruth truth = world.server().truth();
    int known = truth.arrived();
    world.simulation().await(() -> truth.arrived() > known, LOOK);
  }

  private void resumeWhatStopped() {
    for (HandlerShape handler : world.scenario().shape().handlers()) {
      if (handler.retrying().exhausted() == Exhausted.STOP) {
        fleet.up().forEach(process -> process.resume(handler.name()));
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
