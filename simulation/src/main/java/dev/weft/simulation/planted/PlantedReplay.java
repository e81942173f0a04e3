package dev.weft.simulation.planted;

import dev.weft.simulation.run.Arguments;
import dev.weft.simulation.run.Replays;
import dev.weft.simulation.run.RunLog;
import java.io.IOException;
import java.util.List;

/**
 * {@code make sim-planted SEED=x BUGS=name}: the history of one seed with one planted bug.
 *
 * <pre>
 * --seed=n       which seed
 * --replays=n    how often it is run, to see that its history is always the same; 1 unless set
 * </pre>
 *
 * <p>Exits with 1 if two histories differ.
 */
public final class PlantedReplay {

  private PlantedReplay() {}

  /** Runs what the arguments say. */
  @SuppressWarnings("SystemOut") // it is the program's output
  public static void main(String[] all) throws IOException {
    RunLog.silence();
    var arguments = new Arguments(all);
    Checkout checkout = Checkout.here();
    PlantedBug bug = bug(arguments.names(), checkout);
    var replays = new Replays(Product.histories(bug, checkout, new InMemoryCompiler()), System.out);
    boolean isOne = replays.run(arguments.number("--seed", 1), arguments.number("--replays", 1));
    System.exit(isOne ? 0 : 1);
  }

  private static PlantedBug bug(List<String> names, Checkout checkout) throws IOException {
    return checkout.plantedBugs().stream()
        .filter(bug -> names.equals(List.of(bug.name())))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(names + ": expected the name of one planted bug"));
  }
}
