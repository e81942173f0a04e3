package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.scenario.HandlerShape;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When a handler with an order by key has another worker in a replica, which knows nothing of what
 * the one before it has done: after a pause, a standstill, or the end of a lease, of which the log
 * tells.
 */
final class WorkerLives {

  /** A worker that was told to end may settle what is in work for so long. */
  static final Duration UNDER_WAY = Duration.ofSeconds(15);

  private WorkerLives() {}

  /** Whether the handler's worker may end by this. */
  static boolean isEnd(HandlerShape handler, Happening what) {
    return switch (what) {
      case Happening.Operated operated -> operated.handler().equals(handler.name());
      case Happening.Logged logged -> isEndOfLease(handler, logged.line());
      default -> false;
    };
  }

  private static boolean isEndOfLease(HandlerShape handler, String line) {
    String name = "handler " + handler.name() + ": ";
    return line.startsWith(name + "its leases")
        || (line.startsWith(name) && line.contains("not its own any more"));
  }

  /** How many workers at most have made these calls, in the order of time. */
  static long most(Evidence run, HandlerShape handler, List<Call> calls) {
    long from = calls.getFirst().from() - UNDER_WAY.toNanos();
    long until = calls.getLast().from();
    Set<String> replicas = calls.stream().map(Call::replica).collect(Collectors.toSet());
    long ends =
        run.entries().stream()
            .filter(entry -> entry.nanos() >= from && entry.nanos() <= until)
            .filter(entry -> replicas.contains(entry.replica()))
            .filter(entry -> isEnd(handler, entry.what()) || isStandstill(entry.what()))
            .count();
    return replicas.size() + ends;
  }

  private static boolean isStandstill(Happening what) {
    return what instanceof Happening.Replica replica && replica.life() == Life.FROZEN;
  }
}
