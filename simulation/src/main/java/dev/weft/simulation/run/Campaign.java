package dev.weft.simulation.run;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Runs many seeds, as many side by side as there are threads, and says which break a promise. */
final class Campaign {

  private static final long STEP = 1000;

  /**
   * Which seeds, and how.
   *
   * @param from the first seed
   * @param seeds how many
   * @param threads how many runs go on side by side
   * @param failures after so many seeds that break something no other is begun
   */
  record Plan(long from, long seeds, int threads, int failures) {}

  private final Plan plan;
  private final Supplier<LongFunction<String>> checks;
  private final PrintStream out;
  private final AtomicLong next;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();
  private final long start = System.nanoTime();

  /**
   * A campaign.
   *
   * @param checks makes, for each thread, what runs a seed and says what it broke
   */
  Campaign(Plan plan, Supplier<LongFunction<String>> checks, PrintStream out) {
    this.plan = plan;
    this.checks = checks;
    this.out = out;
    this.next = new AtomicLong(plan.from());
  }

  /** Runs them; returns how many seeds broke something. */
  long run() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < plan.threads(); i++) {
      threads.add(Thread.ofPlatform().name("runs-" + (i + 1)).start(this::work));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    out.printf(
        "%d seeds from %d on: %d broke a promise; %s%n",
        done.get(), plan.from(), broken.get(), pace());
    return broken.get();
  }

  private void work() {
    LongFunction<String> check = checks.get();
    long seed = next.getAndIncrement();
    while (seed < plan.from() + plan.seeds() && broken.get() < plan.failures()) {
      String report = outcome(check, seed);
      if (!report.isEmpty()) {
        broken.incrementAndGet();
        out.println(report);
      }
      if (done.incrementAndGet() % STEP == 0) {
        out.printf("%d seeds, %d broke a promise; %s%n", done.get(), broken.get(), pace());
      }
      seed = next.getAndIncrement();
    }
  }

  // Whatever a run throws is a fault of the simulation, and of this seed.
  private static String outcome(LongFunction<String> check, long seed) {
    try {
      return check.apply(seed);
    } catch (RuntimeException | Error e) {
      var stack = new java.io.StringWriter();
      e.printStackTrace(new java.io.PrintWriter(stack));
      return "seed " + seed + " cannot be run: " + stack;
    }
  }

  private String pace() {
    double seconds = (System.nanoTime() - start) / 1e9;
    return "%.0f s, %.1f ms each".formatted(seconds, seconds * 1000 / Math.max(1, done.get()));
  }
}
