package dev.weft.simulation.planted;

import dev.weft.simulation.run.RunLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code make sim-planted}: has the simulation look for each planted bug, or for those that are
 * named, and prints a table.
 *
 * <pre>
 * --seeds=n      how many seeds to try for each, 10,000 unless set
 * --from=n       the first of them, 1 unless set
 * --threads=n    how many bugs are looked for side by side, one for each processor unless set
 * </pre>
 *
 * <p>Exits with 1 if one is not found.
 */
public final class PlantedBugs {

  private static final long SEEDS = 10_000;

  private final Checkout checkout;
  private final InMemoryCompiler compiler = new InMemoryCompiler();
  private final Queue<PlantedBug> left;
  private final AtomicInteger missed = new AtomicInteger();
  private final long first;
  private final long most;

  private PlantedBugs(Checkout checkout, List<PlantedBug> bugs, long first, long most) {
    this.checkout = checkout;
    this.left = new ConcurrentLinkedQueue<>(bugs);
    this.first = first;
    this.most = most;
  }

  /** Looks for what the arguments say. */
  @SuppressWarnings("SystemOut") // it is the program's output
  public static void main(String[] arguments) throws IOException, InterruptedException {
    RunLog.silence();
    Checkout checkout = Checkout.here();
    List<PlantedBug> bugs = named(arguments, checkout.plantedBugs());
    var campaign =
        new PlantedBugs(
            checkout, bugs, number(arguments, "--from", 1), number(arguments, "--seeds", SEEDS));
    System.out.println(Hunt.Result.header());
    int missed =
        campaign.run(number(arguments, "--threads", Runtime.getRuntime().availableProcessors()));
    System.out.printf("%d planted bugs, %d found%n", bugs.size(), bugs.size() - missed);
    System.exit(missed == 0 ? 0 : 1);
  }

  private int run(long count) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int i = 1; i <= count; i++) {
      threads.add(Thread.ofPlatform().name("planted-" + i).start(this::work));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return missed.get() + left.size(); // what is left nobody has looked for: a thread has failed
  }

  @SuppressWarnings("SystemOut")
  private void work() {
    try (Product sound = Product.sound()) {
      var hunt = new Hunt(sound, first, most);
      for (PlantedBug bug = left.poll(); bug != null; bug = left.poll()) {
        Hunt.Result result = search(hunt, bug);
        if (!result.isFound()) {
          missed.incrementAndGet();
        }
        System.out.println(result.row());
      }
    } catch (IOException e) {
      throw new IllegalStateException("the search for planted bugs has failed", e);
    }
  }

  private Hunt.Result search(Hunt hunt, PlantedBug bug) throws IOException {
    try (Product planted = Product.with(bug, checkout, compiler)) {
      return hunt.search(bug, planted);
    }
  }

  private static List<PlantedBug> named(String[] arguments, List<PlantedBug> all) {
    List<String> names =
        Arrays.stream(arguments).filter(argument -> !argument.startsWith("--")).toList();
    List<PlantedBug> chosen =
        names.isEmpty() ? all : all.stream().filter(bug -> names.contains(bug.name())).toList();
    if (chosen.size() < names.size()) {
      throw new IllegalArgumentException(names + ": expected names of " + all);
    }
    return chosen;
  }

  private static long number(String[] arguments, String name, long otherwise) {
    for (String argument : arguments) {
      if (argument.startsWith(name + "=")) {
        return Long.parseLong(argument.substring(name.length() + 1));
      }
    }
    return otherwise;
  }
}
