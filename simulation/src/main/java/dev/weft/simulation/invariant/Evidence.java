package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.CallLog;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.history.Phase;
import dev.weft.simulation.scenario.Disturbance;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Post;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.scenario.Shape;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A finished run, as invariants look at it. Immutable. */
public final class Evidence {

  private final Scenario scenario;
  private final List<Entry> entries;
  private final List<Call> calls;
  private final Ending ending;

  /** The evidence of a run. */
  public Evidence(Scenario scenario, List<Entry> entries, Ending ending) {
    this.scenario = scenario;
    this.entries = List.copyOf(entries);
    this.calls = List.copyOf(CallLog.of(entries));
    this.ending = ending;
  }

  Scenario scenario() {
    return scenario;
  }

  Ending ending() {
    return ending;
  }

  List<Entry> entries() {
    return entries;
  }

  /** What happened of one kind. */
  <T extends Happening> Stream<T> all(Class<T> kind) {
    return entries.stream().map(Entry::what).filter(kind::isInstance).map(kind::cast);
  }

  /** The entries of one kind. */
  Stream<Entry> entriesOf(Class<? extends Happening> kind) {
    return entries.stream().filter(entry -> kind.isInstance(entry.what()));
  }

  /** All calls, in the order in which they began. */
  List<Call> calls() {
    return calls;
  }

  /** The calls of a handler with a message of the scenario. */
  List<Call> calls(HandlerShape handler, Post post) {
    return calls.stream()
        .filter(call -> call.message() == post.number() && call.handler().equals(handler.name()))
        .toList();
  }

  /** The calls of a handler. */
  List<Call> calls(HandlerShape handler) {
    return calls.stream().filter(call -> call.handler().equals(handler.name())).toList();
  }

  /** The messages that a stream has stored. */
  List<Post> stored() {
    var numbers = new java.util.HashSet<Integer>();
    all(Happening.Published.class).forEach(published -> numbers.add(published.message()));
    return scenario.posts().stream().filter(post -> numbers.contains(post.number())).toList();
  }

  /** Those of them that it has not let go to make room for others. */
  List<Post> kept() {
    return stored().stream().filter(this::isKept).toList();
  }

  private boolean isKept(Post post) {
    int most = scenario.shape().mostPerSubject();
    return most == 0
        || scenario.posts().stream()
                .filter(other -> other.key() == post.key())
                .filter(other -> sequence(other.number()) > sequence(post.number()))
                .count()
            < most;
  }

  /** Where the stream keeps a message; 0 if it does not. */
  long sequence(int message) {
    return all(Happening.Published.class)
        .filter(published -> published.message() == message)
        .mapToLong(Happening.Published::sequence)
        .findFirst()
        .orElse(0);
  }

  /** Whether it is a consumer of the handler's, as the server names it. */
  boolean isOf(HandlerShape handler, String consumer) {
    return handler.consumers().stream()
        .anyMatch(name -> consumer.equals(Shape.STREAM + "/" + name));
  }

  /** The key of a message; those of the burst have one each. */
  int key(int message) {
    return scenario.post(message).map(Post::key).orElse(message);
  }

  /** When the run came to a point. */
  OptionalLong reached(Phase phase) {
    return entriesOf(Happening.Reached.class)
        .filter(entry -> entry.what().equals(new Happening.Reached(phase)))
        .mapToLong(Entry::nanos)
        .findFirst();
  }

  /** What became of replicas. */
  Stream<Entry> lives(Predicate<Life> wanted) {
    return entriesOf(Happening.Replica.class)
        .filter(entry -> wanted.test(((Happening.Replica) entry.what()).life()));
  }

  /** Whether a replica was disturbed so. */
  boolean has(Disturbance.Kind... kinds) {
    List<Disturbance.Kind> wanted = List.of(kinds);
    return scenario.disturbances().stream().anyMatch(each -> wanted.contains(each.kind()));
  }

  /** How many faults there were between replicas and the server. */
  long faults() {
    return all(Happening.Fault.class).count();
  }
}
