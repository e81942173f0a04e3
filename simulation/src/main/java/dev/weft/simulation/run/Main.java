package dev.weft.simulation.run;

import java.util.OptionalLong;

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
  public static void main(String[] all) throws InterruptedException {
    RunLog.silence();
    var arguments = new Arguments(all);
    OptionalLong seed = arguments.number("--seed");
    boolean isKept =
        seed.isPresent()
            ? new Replays(() -> Loaded.of(SeedHistory.class), System.out)
                .run(seed.getAsLong(), arguments.number("--replays", 1))
            : campaign(arguments);
    System.exit(isKept ? 0 : 1);
  }

  @SuppressWarnings("SystemOut")
  private static boolean campaign(Arguments arguments) throws InterruptedException {
    var plan =
        new Campaign.Plan(
            arguments.number("--from", 1),
            arguments.number("--seeds", SEEDS),
            (int) arguments.number("--threads", Runtime.getRuntime().availableProcessors()),
            (int) arguments.number("--failures", 1));
    return new Campaign(plan, () -> Loaded.of(SeedCheck.class), System.out).run() == 0;
  }
}
