package dev.weft.simulation.invariant;

import static java.util.stream.Collectors.groupingBy;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.CallLog;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.history.Phase;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.Disturbance;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Post;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.scenario.Shape;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A finished run, as invariants look at it. What they look for is found without a search. */
public final class Evidence {

  /** So long after a standstill a replica has seen the time. */
  private static final Duration KNOWS = Duration.ofSeconds(1);

  private record Handled(String handler, int message) {}

  private final Scenario scenario;
  private final Ending ending;
  private final List<Entry> entries;
  private final Map<Class<?>, List<Entry>> byKind;
  private final List<Call> calls;
  private final Map<String, List<Call>> byHandler;
  private final Map<Handled, List<Call>> byMessage;
  private final MessageEvents events;
  private final Map<Integer, Long> sequences = new HashMap<>();
  private final Map<Integer, Integer> keys = new HashMap<>();
  private final Map<String, String> handlers = new HashMap<>();
  private final List<Post> stored;

  /** The evidence of a run. */
  public Evidence(Scenario scenario, List<Entry> entries, Ending ending) {
    this.scenario = scenario;
    this.ending = ending;
    this.entries = List.copyOf(entries);
    this.byKind = entries.stream().collect(groupingBy(entry -> entry.what().getClass()));
    this.calls = List.copyOf(CallLog.of(entries));
    this.byHandler = calls.stream().collect(groupingBy(Call::handler));
    this.byMessage =
        calls.stream().collect(groupingBy(call -> new Handled(call.handler(), call.message())));
    this.events = new MessageEvents(scenario.shape().handlers(), entries);
    all(Happening.Published.class)
        .forEach(published -> sequences.putIfAbsent(published.message(), published.sequence()));
    scenario.posts().forEach(post -> keys.put(post.number(), post.key()));
    for (HandlerShape handler : scenario.shape().handlers()) {
      handler.consumers().forEach(name -> handlers.put(Shape.STREAM + "/" + name, handler.name()));
    }
    this.stored =
        scenario.posts().stream().filter(post -> sequences.containsKey(post.number())).toList();
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
    return entriesOf(kind).map(Entry::what).map(kind::cast);
  }

  /** The entries of one kind. */
  Stream<Entry> entriesOf(Class<? extends Happening> kind) {
    return byKind.getOrDefault(kind, List.of()).stream();
  }

  /** All calls, in the order in which they began. */
  List<Call> calls() {
    return calls;
  }

  /** The calls of a handler with a message of the scenario. */
  List<Call> calls(HandlerShape handler, Post post) {
    return byMessage.getOrDefault(new Handled(handler.name(), post.number()), List.of());
  }

  /** The calls of a handler. */
  List<Call> calls(HandlerShape handler) {
    return byHandler.getOrDefault(handler.name(), List.of());
  }

  /** The messages that a stream has stored. */
  List<Post> stored() {
    return stored;
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
    return sequences.getOrDefault(message, 0L);
  }

  /** Whether it is a consumer of the handler's on the stream itself, as the server names it. */
  boolean isOf(HandlerShape handler, String consumer) {
    return handler.name().equals(handlers.get(consumer));
  }

  /** Whether it is a message of the handler's, on the stream itself or among its retries. */
  static boolean isFor(HandlerShape handler, Happening.Place place) {
    return place.message() >= 0 && isOfHandler(handler, place.consumer());
  }

  /** Whether it is a consumer of the handler's, on the stream itself or among its retries. */
  static boolean isOfHandler(HandlerShape handler, String consumer) {
    return handler.consumers().stream().anyMatch(name -> consumer.endsWith("/" + name));
  }

  /** What has happened to a message at a handler, in order. */
  List<Entry> events(HandlerShape handler, int message) {
    return events.of(handler.name(), message);
  }

  /** How often the server has sent a message to a handler. */
  long deliveries(HandlerShape handler, int message) {
    return events(handler, message).stream()
        .filter(entry -> entry.what() instanceof Happening.Delivered)
        .count();
  }

  /** What the handler does in a call. */
  Act act(Call call) {
    return scenario
        .post(call.message())
        .map(post -> post.act(call.handler(), call.number()))
        .orElse(Act.DONE);
  }

  /** How the replica of a call has settled its message after the call began, for the first time. */
  Optional<Entry> settlement(Call call) {
    return events.of(call.handler(), call.message()).stream()
        .filter(entry -> entry.what() instanceof Happening.Settled)
        .filter(entry -> entry.nanos() >= call.from() && entry.replica().equals(call.replica()))
        .findFirst();
  }

  /** Whether that was so. */
  boolean isSettled(Call call, Verdict verdict) {
    return settlement(call)
        .filter(entry -> ((Happening.Settled) entry.what()).verdict() == verdict)
        .isPresent();
  }

  /** Whether a call ignores its interrupt, or is that of a batch with one that does. */
  boolean isEndless(Call call) {
    return call.end().isEmpty()
        && calls.stream()
            .filter(other -> other.end().isEmpty() && other.isBeside(call))
            .anyMatch(other -> act(other).kind() == Act.Kind.HANG_FOR_EVER);
  }

  /**
   * Whether a replica stood still between two moments, or has gone on so shortly before that it may
   * not know it yet.
   */
  boolean stoodStill(String replica, long from, long to) {
    return lives(life -> life == Life.FROZEN)
        .filter(entry -> entry.replica().equals(replica) && entry.nanos() <= to)
        .anyMatch(
            entry -> {
              Duration length = ((Happening.Replica) entry.what()).length();
              return entry.nanos() + length.plus(KNOWS).toNanos() >= from;
            });
  }

  /** As {@link #stoodStill(String, long, long)}, while a call of it was under way. */
  boolean stoodStill(Call call) {
    return stoodStill(call.replica(), call.from(), call.until());
  }

  /** The key of a message; those of the burst have one each. */
  int key(int message) {
    return keys.getOrDefault(message, message);
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
    return all(Happening.Fault.class).count()
        + scenario.disturbances().stream()
            .filter(each -> each.kind() == Disturbance.Kind.CUT_OFF)
            .count();
  }

  /**
   * Whether all that replicas and the server tell each other has arrived at once: there were no
   * faults, and no replica died or stood still.
   */
  boolean isSmooth() {
    return faults() == 0 && !has(Disturbance.Kind.KILL, Disturbance.Kind.FREEZE);
  }
}
