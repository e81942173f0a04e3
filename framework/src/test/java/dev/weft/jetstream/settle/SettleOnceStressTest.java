package dev.weft.jetstream.settle;

import dev.weft.testing.Storm;
import dev.weft.testing.Stress;
import dev.weft.transport.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Lincheck tries interleavings of settlements and extensions: what each call returns is what it
 * would return if they came one after the other, and nothing is sent behind a settlement.
 */
@Stress
public class SettleOnceStressTest {

  /**
   * What Lincheck calls, from several threads; public, since it does so from a package of its own.
   */
  public static final class Contested {

    private final SettleOnce once = new SettleOnce();
    private final List<String> sent = new ArrayList<>();

    /** As most settlements are made. */
    @Operation
    public boolean settle() {
      return once.settle(Outcome.Ack.INSTANCE, outcome -> add("settlement"));
    }

    /** As it is made by who waits for the server's word. */
    @Operation
    public boolean settleHere() {
      return once.settleHere(Outcome.Ack.INSTANCE, outcome -> add("settlement"));
    }

    /** A beat. */
    @Operation
    public void extend() {
      once.extend(() -> add("extension"), outcome -> add("settlement"));
    }

    /** When all have ended. */
    @Validate
    public synchronized void nothingIsSentBehindTheSettlement() {
      int first = sent.indexOf("settlement");
      if (first >= 0 && first < sent.size() - 1) {
        throw new IllegalStateException(sent.toString());
      }
    }

    private synchronized void add(String what) {
      sent.add(what);
    }
  }

  @Test
  void inEveryInterleavingOfAFewItHolds() {
    new ModelCheckingOptions()
        .iterations(Storm.isLong() ? 30 : 3)
        .invocationsPerIteration(Storm.isLong() ? 1_000 : 200)
        .threads(3)
        .actorsPerThread(2)
        // One call before the others would most often settle it, and leave nothing to contest.
        .actorsBefore(0)
        .actorsAfter(0)
        .check(Contested.class);
  }
}
