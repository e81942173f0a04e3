package dev.weft.simulation.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the calls of a history together from their beginnings and ends. */
public final class CallLog {

  private record Place(String handler, int message, int number) {}

  private CallLog() {}

  /** All calls, in the order in which they began. */
  public static List<Call> of(List<Entry> entries) {
    Map<Place, Entry> ends = new HashMap<>();
    Map<String, Long> deaths = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.what() instanceof Happening.Ended ended) {
        ends.put(new Place(ended.handler(), ended.message(), ended.call()), entry);
      } else if (entry.what() instanceof Happening.Replica replica
          && replica.life() == Life.KILLED) {
        deaths.put(entry.replica(), entry.nanos());
      }
    }
    var calls = new ArrayList<Call>();
    for (Entry entry : entries) {
      if (entry.what() instanceof Happening.Begun begun) {
        Entry end = ends.get(new Place(begun.handler(), begun.message(), begun.call()));
        calls.add(call(entry, begun, Optional.ofNullable(end), deaths));
      }
    }
    return calls;
  }

  private static Call call(
      Entry beginning, Happening.Begun begun, Optional<Entry> end, Map<String, Long> deaths) {
    return new Call(
        beginning,
        begun,
        begun.call(),
        end.map(entry -> ((Happening.Ended) entry.what()).end()),
        end.map(Entry::nanos)
            .orElseGet(() -> deaths.getOrDefault(beginning.replica(), Long.MAX_VALUE)));
  }
}
