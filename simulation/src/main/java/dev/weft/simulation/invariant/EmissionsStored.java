package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a handler emits is stored before its message is acknowledged, and stored once however often
 * the message is handled.
 */
final class EmissionsStored implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      List<String> stored = run.ending().emitted().getOrDefault(handler.name(), List.of());
      for (String payload : new HashSet<>(stored)) {
        int copies = Collections.frequency(stored, payload);
        if (copies > 1) {
          broken.add(
              "%s of %s: expected to be stored once, and is there %d times"
                  .formatted(payload, handler.name(), copies));
        }
      }
      early(run, handler, broken);
    }
    return broken;
  }

  private static void early(Evidence run, HandlerShape handler, List<String> broken) {
    Set<String> stored = new HashSet<>();
    List<Call> succeeded = run.calls(handler).stream().filter(Call::succeeded).toList();
    for (Entry entry : run.entries()) {
      if (entry.what() instanceof Happening.Stored kept) {
        if (kept.subject().equals(Shape.OUT + handler.name())) {
          stored.add(kept.payload());
        }
      } else if (entry.what() instanceof Happening.Settled settled
          && settled.handler().equals(handler.name())
          && settled.verdict() == Verdict.ACK) {
        emitted(run, handler, settled.message(), succeeded).stream()
            .filter(payload -> !stored.contains(payload))
            .forEach(
                payload ->
                    broken.add(
                        "message %d of %s was acknowledged at %d ms, before %s was stored"
                            .formatted(
                                settled.message(),
                                handler.name(),
                                entry.nanos() / 1_000_000,
                                payload)));
      }
    }
  }

  private static List<String> emitted(
      Evidence run, HandlerShape handler, int message, List<Call> succeeded) {
    Set<Integer> calls = new HashSet<>();
    succeeded.stream()
        .filter(call -> call.message() == message)
        .forEach(call -> calls.add(call.number()));
    return run.events(handler, message).stream()
        .map(Entry::what)
        .filter(Happening.Emitted.class::isInstance)
        .map(Happening.Emitted.class::cast)
        .filter(each -> calls.contains(each.call()))
        .map(Happening.Emitted::payload)
        .toList();
  }
}
