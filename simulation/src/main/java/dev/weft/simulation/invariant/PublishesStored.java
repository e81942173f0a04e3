package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Happening;
import dev.weft.simulation.scenario.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;

/** What a publisher was told is stored is there, and nothing that it publishes is there twice. */
final class PublishesStored implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    List<String> stored = run.ending().emitted().getOrDefault(Shape.PUBLISHER, List.of());
    run.all(Happening.Sent.class)
        .filter(sent -> sent.confirmed() && !stored.contains(sent.payload()))
        .forEach(sent -> broken.add(sent.payload() + ": its publisher was told that it is stored"));
    for (String payload : new LinkedHashSet<>(stored)) {
      int copies = Collections.frequency(stored, payload);
      if (copies > 1) {
        broken.add(payload + ": expected to be stored once, and is there " + copies + " times");
      }
    }
    return broken;
  }
}
