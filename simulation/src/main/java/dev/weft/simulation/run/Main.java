package dev.weft.simulation.run;

import java.util.Arrays;
import java.util.Optional;

/**
 * {@code make sim}: runs many seeds, or one of them to read its history.
 *
 * <pre>
 * --seeds=n      how many, 3,000 unless set
 * --from=n       the first of them, 1 unless set
 * --threads=n    how many side by side, one for each processor unless set
 * --failures=n   after so many that break a promise it ends, 1 unless set
 * --seed=n       that one alone: prints its history
 * --replays=n    how often that one is run, to see that its history is always the same; 1 unless set
 * </pre>
 *
 * <p>Exits with 1 if a promise was broken, or two histories of one seed differ.
 */
public final class Main {

  private static final long SEEDS = 3_000;

  private Main() {}

  /** Runs what the arguments say. */
  @SuppressWarnings("SystemOut") // it is the program's output
  public static void main(String[] arguments) throws InterruptedException {
    RunLog.silence();
    Optional<Long> seed = number(arguments, "--seed");
    boolean isKept =
        seed.isPresent()
            ? history(seed.get(), number(arguments, "--replays").orElse(1L))
            : campaign(arguments);
    System.exit(isKept ? 0 : 1);
  }

  private static boolean campaign(String[] arguments) throws InterruptedException {
    var plan =
        new Campaign.Plan(
            number(arguments, "--from").orElse(1L),
            number(arguments, "--seeds").orElse(SEEDS),
            number(arguments, "--threads")
                .orElse((long) Runtime.getRuntime().availableProcessors())
                .intValue(),
            number(arguments, "--failures").orElse(1L).intValue());
    return new Campaign(plan, () -> Loaded.of(SeedCheck.class), System.out).run() == 0;
  }

  private static boolean history(long seed, long replays) {
    String first = Loaded.of(SeedHistory.class).apply(seed);
    System.out.print(first);
    var again = Loaded.of(SeedHistory.class);
    for (long i = 1; i < replays; i++) {
      String other = again.apply(seed);
      if (!other.equals(first)) {
        System.out.println("replay " + (i + 1) + " differs: " + difference(first, other));
        return false;
      }
    }
    if (replays > 1) {
      System.out.println(replays + " replays, all the same");
    }
    return true;
  }

  private static String difference(String first, String other) {
    String[] one = first.split("\n", -1);
    String[] two = other.split("\n", -1);
    int line = Arrays.mismatch(one, two);
    return "line %d%n  %s%n  %s"
        .formatted(
            line + 1, line < one.length ? one[line] : "", line < two.length ? two[line] : "");
  }

  private static Optional<Long> number(String[] arguments, String name) {
    return Arrays.stream(arguments)
        .filter(argument -> argument.startsWith(name + "="))
        .map(argument -> parse(name, argument.substring(name.length() + 1)))
        .findFirst();
  }

  private static long parse(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " = " + value + ": expected a whole number", e);
    }
  }
}
