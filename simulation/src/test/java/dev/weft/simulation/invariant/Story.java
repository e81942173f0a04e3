package dev.weft.simulation.invariant;

import dev.weft.simulation.history.End;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.history.Operation;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.invariant.Ending.Dead;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.Disturbance;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Delivering;
import dev.weft.simulation.scenario.HandlerShape.Dispatching;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.HandlerShape.Limiting;
import dev.weft.simulation.scenario.HandlerShape.Order;
import dev.weft.simulation.scenario.HandlerShape.Retrying;
import dev.weft.simulation.scenario.Post;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.scenario.Shape;
import dev.weft.simulation.server.FaultPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The history of a run as a test tells it, a line each millisecond. */
final class Story {

  private final List<Disturbance> disturbances = new ArrayList<>();
  private final List<Post> posts = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Dead> dead = new ArrayList<>();
  private final List<String> emitted = new ArrayList<>();
  private final List<String> published = new ArrayList<>();
  private HandlerShape handler;
  private int replicas = 2;
  private String replica = "r1";
  private String thread = "weft-a-1";
  private long millis;

  private Story(Order order, int concurrency) {
    handler =
        new HandlerShape(
            "a",
            new Dispatching(order, concurrency, 0, Duration.ZERO),
            new Delivering(0, false, false, Duration.ofSeconds(5), 1000),
            new Retrying(2, Duration.ZERO, Duration.ZERO, true, Exhausted.DEAD_LETTER),
            new Limiting(Duration.ofSeconds(1), 20, 0, false, false));
  }

  /** Of one handler, {@code a}, of two attempts, a second and 20 messages a second. */
  static Story of(Order order, int concurrency) {
    return new Story(order, concurrency);
  }

  /** The same with another retry policy. */
  Story retrying(int attempts, Duration delay, Exhausted exhausted) {
    handler =
        new HandlerShape(
            handler.name(),
            handler.dispatching(),
            handler.delivering(),
            new Retrying(attempts, delay, delay, true, exhausted),
            handler.limiting());
    return this;
  }

  /** The same with a handler that settles its messages itself. */
  Story manual() {
    handler =
        new HandlerShape(
            handler.name(),
            handler.dispatching(),
            new Delivering(0, true, false, Duration.ofSeconds(5), 1000),
            handler.retrying(),
            handler.limiting());
    return this;
  }

  /** The same with so many replicas. */
  Story replicas(int count) {
    replicas = count;
    return this;
  }

  /** The replica stands still for a while from now on. */
  Story standsStill(Duration length) {
    disturbances.add(
        new Disturbance(Disturbance.Kind.FREEZE, 0, Duration.ZERO, OptionalInt.empty(), length));
    return add(new Happening.Replica(Life.FROZEN, length));
  }

  /** A message is published, with which the handler does this. */
  Story published(int message, int key, Act.Kind... kinds) {
    List<Act> acts = List.of(kinds).stream().map(kind -> new Act(kind, Duration.ZERO, 0)).toList();
    posts.add(new Post(message, Duration.ZERO, key, 1, Map.of("a", acts)));
    return add(new Happening.Published(message, Shape.subject(key), message));
  }

  /** What follows is in this replica. */
  Story in(String name) {
    replica = name;
    return this;
  }

  /** What follows is on this thread. */
  Story on(String name) {
    thread = name;
    return this;
  }

  Story begins(int message, int call) {
    return add(new Happening.Begun("a", message, call, call, "does something"));
  }

  Story ends(int message, int call, End end) {
    return add(new Happening.Ended("a", message, call, end));
  }

  Story settles(int message, Verdict verdict) {
    return add(new Happening.Settled("a", message, 1, verdict, Duration.ZERO, true));
  }

  /** A message is to be redelivered after so long. */
  Story retries(int message, int attempt, Duration after) {
    return add(new Happening.Settled("a", message, attempt, Verdict.RETRY, after, true));
  }

  /** The server hands a message out. */
  Story delivered(int message, int attempt) {
    return add(new Happening.Delivered(place(message), attempt));
  }

  /** A settlement has come to the server. */
  Story arrived(int message, Verdict verdict) {
    return add(new Happening.Arrived(place(message), verdict));
  }

  static Happening.Place place(int message) {
    return new Happening.Place("S/a", message, message);
  }

  /** A line of the log. */
  Story logs(String level, String line) {
    return add(new Happening.Logged(level, line));
  }

  /** An operator's word to the handler. */
  Story operated(Operation operation) {
    return add(new Happening.Operated("a", operation));
  }

  /** The whole of a call that succeeds. */
  Story handles(int message, int call) {
    return begins(message, call).ends(message, call, End.RETURNED).settles(message, Verdict.ACK);
  }

  Story deadLetter(int message) {
    return deadLetter(message, "a reason");
  }

  Story deadLetter(int message, String reason) {
    dead.add(new Dead("a", message, reason));
    return add(new Happening.Stored("DLQ.S.a", String.valueOf(message), false));
  }

  Story emitted(String payload) {
    emitted.add(payload);
    return this;
  }

  /** Something that was published beside the handler is stored. */
  Story published(String payload) {
    published.add(payload);
    return this;
  }

  Story later(long more) {
    millis += more;
    return this;
  }

  Story add(Happening what) {
    millis++;
    entries.add(new Entry(millis * 1_000_000, replica, thread, what));
    return this;
  }

  /** How many calls have begun. */
  int calls() {
    return (int) entries.stream().filter(entry -> entry.what() instanceof Happening.Begun).count();
  }

  /** What an invariant says of it. */
  List<String> brokenBy(Invariant invariant) {
    var shape =
        new Shape(
            0,
            List.of(handler),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30));
    var scenario = new Scenario(1, shape, replicas, posts, disturbances, FaultPlan.none());
    return invariant.broken(
        new Evidence(
            scenario,
            entries,
            new Ending(
                dead,
                Map.of("a", emitted, Shape.PUBLISHER, published),
                List.of(),
                List.of(),
                Map.of())));
  }
}
