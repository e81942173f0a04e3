package dev.weft.simulation.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.invariant.Ending;
import dev.weft.simulation.invariant.Ending.Dead;
import dev.weft.simulation.invariant.Ending.Fullness;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Shape;
import dev.weft.simulation.server.GroundTruth;
import dev.weft.transport.Kept;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the server knows after a run, as the history and the invariants have it. */
final class Truth {

  private static final String SERVER = "server";
  private static final String OUT = "OUT";
  private static final String DEAD = Shape.STREAM + "_DLQ";

  private final World world;
  private final List<Kept> out;
  private final List<Kept> dead;

  Truth(World world) {
    this.world = world;
    this.out = contents(OUT);
    this.dead = contents(DEAD);
  }

  /** The history of the replicas with that of the server, in the order of time. */
  List<Entry> entries() {
    var all = new ArrayList<>(world.history().entries());
    GroundTruth truth = world.server().truth();
    Map<String, String> payloads = new HashMap<>();
    out.forEach(kept -> payloads.put(OUT + "/" + kept.sequence(), text(kept)));
    dead.forEach(kept -> payloads.put(DEAD + "/" + kept.sequence(), text(kept)));
    for (var delivered : truth.deliveries()) {
      add(
          all,
          delivered.at(),
          delivered.replica(),
          new Happening.Delivered(place(delivered), delivered.attempt()));
    }
    for (var settled : truth.settlements()) {
      add(
          all,
          settled.at(),
          settled.replica(),
          new Happening.Arrived(
              new Happening.Place(settled.consumer(), settled.sequence(), settled.message()),
              RecordingObserver.verdict(settled.outcome())));
    }
    for (var published : truth.publishes()) {
      String position = published.receipt().position().toString();
      add(
          all,
          published.at(),
          published.replica(),
          new Happening.Stored(
              published.subject(),
              payloads.getOrDefault(position, position),
              published.receipt().duplicate()));
    }
    all.sort(Comparator.comparingLong(Entry::nanos));
    return all;
  }

  /** What was delivered, as a history has it. */
  static Happening.Place place(GroundTruth.Delivered delivered) {
    return new Happening.Place(delivered.consumer(), delivered.sequence(), delivered.message());
  }

  private static void add(List<Entry> all, long at, String replica, Happening what) {
    all.add(new Entry(at, replica, SERVER, what));
  }

  /** How things stand. */
  Ending ending(List<String> unsettled, List<String> unready) {
    var bursts = new HashMap<String, Fullness>();
    var emitted = new HashMap<String, List<String>>();
    Burst burst = world.counts().burst();
    for (HandlerShape handler : world.scenario().shape().handlers()) {
      String name = handler.name();
      bursts.put(name, new Fullness(burst.most(name), burst.expected(name)));
      emitted.put(name, out(name));
    }
    emitted.put(Shape.PUBLISHER, out(Shape.PUBLISHER));
    return new Ending(dead(), emitted, unsettled, unready, bursts);
  }

  private List<String> out(String name) {
    return out.stream()
        .filter(kept -> kept.subject().equals(Shape.OUT + name))
        .map(Truth::text)
        .toList();
  }

  private List<Dead> dead() {
    var letters = new DeadLetterReader(world.scenario());
    dead.forEach(letters::read);
    return letters.dead();
  }

  private List<Kept> contents(String stream) {
    return world.server().direct().state(stream).isEmpty()
        ? List.of()
        : world.server().contents(stream);
  }

  private static String text(Kept kept) {
    return new String(kept.data(), UTF_8).strip();
  }
}
