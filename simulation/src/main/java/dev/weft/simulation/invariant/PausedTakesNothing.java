package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Operation;
import dev.weft.simulation.scenario.HandlerShape.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A handler of a replica begins nothing after its pause has returned, nor after it has stopped over
 * a message, until it is told to go on. What a thread was about to begin it begins.
 *
 * <p>Not checked in runs with faults, where that thread may wait for the server before it begins,
 * nor after a stop over a message where a handler has partitions, of which the others go on.
 */
final class PausedTakesNothing implements Invariant {

  private static final long A_MOMENT = 100_000_000;

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (run.faults() > 0) {
      return broken;
    }
    for (Entry entry : run.entries()) {
      switch (entry.what()) {
        case Happening.Operated(String handler, Operation operation)
            when operation == Operation.PAUSED ->
            check(run, entry, handler, pausing(run, entry, handler), broken);
        case Happening.Incident(String handler, String kind)
            when kind.equals("STOPPED") && !hasPartitions(run, handler) ->
            check(run, entry, handler, halted(run, entry), broken);
        default -> {}
      }
    }
    return broken;
  }

  // With partitions each stops by itself.
  private static boolean hasPartitions(Evidence run, String handler) {
    return run.scenario().shape().handler(handler).dispatching().order() == Order.PARTITIONS;
  }

  /** A pause counts from its beginning, since it waits for what it hands back. */
  private static long pausing(Evidence run, Entry paused, String handler) {
    return told(run, paused.replica(), handler, Operation.PAUSING)
        .mapToLong(Entry::nanos)
        .filter(nanos -> nanos <= paused.nanos())
        .max()
        .orElse(paused.nanos());
  }

  /** What stops a handler is told of after it has handed back: not before the call that failed. */
  private static long halted(Evidence run, Entry stopped) {
    return run.calls().stream()
        .filter(call -> call.replica().equals(stopped.replica()))
        .filter(call -> call.beginning().thread().equals(stopped.thread()))
        .mapToLong(Call::until)
        .filter(until -> until <= stopped.nanos())
        .max()
        .orElse(0);
  }

  private static void check(
      Evidence run, Entry pause, String handler, long since, List<String> broken) {
    if (told(run, pause.replica(), handler, Operation.RESUMED)
        .anyMatch(entry -> entry.nanos() >= since && entry.nanos() <= pause.nanos())) {
      return; // taken back before it was told of
    }
    long resumed =
        told(run, pause.replica(), handler, Operation.RESUMING)
            .filter(entry -> !isOver(run, entry, handler, since))
            .mapToLong(Entry::nanos)
            .min()
            .orElse(Long.MAX_VALUE);
    run.calls().stream()
        .filter(call -> call.handler().equals(handler) && call.replica().equals(pause.replica()))
        .filter(call -> call.from() > pause.nanos() + A_MOMENT && call.from() < resumed)
        .forEach(
            call ->
                broken.add(
                    call
                        + ": its handler takes nothing since "
                        + pause.nanos() / 1_000_000
                        + " ms"));
  }

  /** Whether an order to go on was carried out before the handler was to take nothing. */
  private static boolean isOver(Evidence run, Entry resuming, String handler, long since) {
    return told(run, resuming.replica(), handler, Operation.RESUMED)
        .filter(entry -> entry.nanos() >= resuming.nanos())
        .findFirst()
        .filter(entry -> entry.nanos() < since)
        .isPresent();
  }

  private static Stream<Entry> told(
      Evidence run, String replica, String handler, Operation operation) {
    var wanted = new Happening.Operated(handler, operation);
    return run.entriesOf(Happening.Operated.class)
        .filter(entry -> entry.replica().equals(replica) && entry.what().equals(wanted));
  }
}
