package dev.weft.simulation.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What threads wait for that tells nobody when it comes, such as a latch at zero: it is looked at
 * between two steps.
 */
final class Watches {

  /** A thread and what it waits for. */
  record Watch(Strand strand, BooleanSupplier condition) {}

  private final List<Watch> all = new ArrayList<>();

  void add(Watch watch) {
    all.add(watch);
  }

  void remove(Watch watch) {
    all.remove(watch);
  }

  void removeOf(Replica replica) {
    all.removeIf(watch -> watch.strand.replica == replica);
  }

  /** Wakes those whose condition holds. */
  void look() {
    for (int i = 0; i < all.size(); i++) {
      Watch watch = all.get(i);
      if (watch.condition.getAsBoolean()) {
        LockSupport.unpark(watch.strand.thread);
      }
    }
  }
}
