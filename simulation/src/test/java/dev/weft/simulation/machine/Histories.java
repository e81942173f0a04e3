package dev.weft.simulation.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A run of threads that do a bit of everything, and what came of it. */
final class Histories {

  private static final long MILLI = 1_000_000;

  private final Simulation simulation;
  private final List<String> events = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore permits = new Semaphore(1);
  private int turns;

  private Histories(long seed) {
    simulation = new Simulation(seed);
  }

  /** What happened, and the steps' fingerprint. */
  static List<String> of(long seed) {
    var history = new Histories(seed);
    history.run();
    return history.events;
  }

  private void run() {
    SimulatedMachine machine = simulation.machine("a");
    Condition turn = machine.condition(lock);
    var ended = new CountDownLatch(6);
    simulation.start(
        "a",
        "main",
        () -> {
          for (int i = 0; i < 6; i++) {
            int number = i;
            machine
                .virtual(
                    "worker-" + i,
                    () -> {
                      work(machine, turn, number);
                      ended.countDown();
                    })
                .start();
          }
        });
    boolean isDone = simulation.runUntil(() -> ended.getCount() == 0, Duration.ofMinutes(1));
    events.add("done " + isDone + " at " + simulation.nanos());
    events.add("fingerprint " + simulation.fingerprint() + " after " + simulation.steps());
  }

  private void work(SimulatedMachine machine, Condition turn, int number) {
    try {
      for (int i = 0; i < 5; i++) {
        machine.sleep(machine.random().nextLong(3 * MILLI));
        if (machine.acquire(permits, 1, MILLI)) {
          note(number + " has the permit");
          machine.parkNanos(permits, MILLI);
          permits.release();
        }
        lock.lock();
        try {
          turns++;
          turn.signalAll();
          while (turns % 6 != number && turn.awaitNanos(2 * MILLI) > 0) {
            note(number + " looks");
          }
        } finally {
          lock.unlock();
        }
        simulation.point();
      }
    } catch (InterruptedException e) {
      note(number + " was interrupted");
    }
  }

  private void note(String event) {
    events.add(simulation.nanos() + " " + event);
  }
}
