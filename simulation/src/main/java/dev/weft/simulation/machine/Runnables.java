package dev.weft.simulation.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The threads that can run, in the order of their numbers: not in the order in which they were
 * woken, which may come from a set of the JDK's that goes by identity.
 */
final class Runnables {

  private final List<Strand> strands = new ArrayList<>();

  void add(Strand strand) {
    int at = strands.size();
    while (at > 0 && strands.get(at - 1).number > strand.number) {
      at--;
    }
    strands.add(at, strand);
  }

  void remove(Strand strand) {
    strands.remove(strand);
  }

  void removeIf(Predicate<Strand> condition) {
    strands.removeIf(condition);
  }

  boolean has(Strand strand) {
    return strands.contains(strand);
  }

  Strand get(int index) {
    return strands.get(index);
  }

  int size() {
    return strands.size();
  }

  boolean isEmpty() {
    return strands.isEmpty();
  }

  /** Whether each of them only waits for another thread. */
  boolean allSpin() {
    for (int i = 0; i < strands.size(); i++) {
      if (!strands.get(i).isSpinning) {
        return false;
      }
    }
    return true;
  }

  /** All of them have to look again at what they wait for. */
  void stopSpinning() {
    for (int i = 0; i < strands.size(); i++) {
      strands.get(i).isSpinning = false;
    }
  }

  /** The one with the highest priority. */
  Strand highest() {
    Strand best = strands.get(0);
    for (int i = 1; i < strands.size(); i++) {
      if (strands.get(i).priority > best.priority) {
        best = strands.get(i);
      }
    }
    return best;
  }
}
