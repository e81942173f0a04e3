package dev.weft.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit is never exceeded, nothing of it is wasted, and it is shared out by weight. */
class FairQueueTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<Sharer> sharers = new ArrayList<>();
  private final List<Long> begun = new ArrayList<>();
  private Duration fetching = Duration.ZERO;
  private long now = random.nextLong(); // also near where a clock overflows

  /** One handler with messages, or without. */
  private static final class Sharer {

    final FairQueue.Place place;
    boolean hasMessages = true;
    long back; // until then it fetches messages
    FairQueue.@Nullable Claim claim;
    int begun;

    Sharer(FairQueue.Place place, long now) {
      this.place = place;
      this.back = now;
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.7, 3, 10, 33.3, 100, 999, 20_000})
  void overNoTimeMoreBeginThanTheRateAndATenthOfASecondsWorth(double rate) {
    long spacing = new Rate(rate, Duration.ofSeconds(1)).gap().toNanos();
    FairQueue line = line(spacing, 5, 2, 1);

    for (int i = 0; i < 2_000; i++) {
      // Mostly soon, sometimes after a long silence.
      long most = random.nextInt(20) == 0 ? 50 * spacing : spacing;
      step(line, 1 + (long) (random.nextDouble() * most));
      sharers.forEach(sharer -> sharer.hasMessages ^= random.nextInt(100) == 0);
    }

    assertThat(begun).as("seed %s", seed).hasSizeGreaterThan(100); // fewer where all are silent
    for (int first = 0; first < begun.size(); first++) {
      for (int last = first; last < begun.size(); last++) {
        double time = begun.get(last) - begun.get(first);
        double most = (time + FairQueue.AHEAD) / spacing + 1;
        if (last - first + 1 > most) {
          throw new AssertionError(
              "seed %d: %d began within %s ns".formatted(seed, last - first + 1, time));
        }
      }
    }
  }

  @RepeatedTest(5)
  void allThatTheRateAllowsBeginsThoughWhoWaitsWakesLate() {
    long spacing = SECOND / 100;
    FairQueue line = line(spacing, 1, 1);
    long start = now;
    while (now - start < 60 * SECOND) {
      step(line, random.nextLong(FairQueue.AHEAD / 2));
    }

    assertThat(begun.size()).as("seed %s", seed).isGreaterThanOrEqualTo(6_000 - 1);
  }

  @RepeatedTest(5)
  void eachGetsWhatItsWeightSays() {
    FairQueue line = line(SECOND / 100, 5, 3, 1, 1);

    steps(line, 20_000);

    assertShares(0.5, 0.3, 0.1, 0.1);
  }

  @RepeatedTest(5)
  void whatOneLeavesGoesToTheOthersByTheirWeights() {
    FairQueue line = line(SECOND / 100, 5, 3, 1, 1);
    sharers.getFirst().hasMessages = false;

    steps(line, 20_000);

    assertThat(begun).as("seed %s", seed).hasSizeGreaterThan(9_000);
    assertShares(0, 0.6, 0.2, 0.2);
  }

  @Test
  void whoWasIdleComesBackToItsShareAndToNoMore() {
    FairQueue line = line(SECOND / 100, 1, 1);
    sharers.getFirst().hasMessages = false;
    steps(line, 20_000);
    sharers.getFirst().hasMessages = true;
    int before = sharers.getLast().begun;

    steps(line, 2_000);

    assertThat(sharers.getLast().begun - before).as("seed %s", seed).isGreaterThan(450);
    assertThat(sharers.getFirst().begun).as("seed %s", seed).isGreaterThan(450);
  }

  @RepeatedTest(5)
  void whoIsAwayForAMomentToFetchMessagesLosesNothingByIt() {
    FairQueue line = line(SECOND / 1_000, 1, 3);
    fetching = Duration.ofMillis(8);
    for (int i = 0; i < 100_000; i++) {
      step(line, random.nextLong(SECOND / 1_000));
    }

    assertShares(0.25, 0.75);
  }

  @Test
  void whatIsWithdrawnIsForTheOthers() {
    FairQueue line = line(SECOND, 1, 1);
    FairQueue.Claim one = line.join(sharers.getFirst().place, 1);
    assertThat(line.serve(now)).isTrue();
    FairQueue.Claim other = line.join(sharers.getLast().place, 1);
    assertThat(line.serve(now)).isFalse();

    line.withdraw(one);

    assertThat(line.serve(now)).isTrue();
    assertThat(other.granted()).isEqualTo(1);
    assertThat(line.untilFree(now)).isEqualTo(SECOND - FairQueue.AHEAD);
  }

  private FairQueue line(long spacing, int... weights) {
    var line = new FairQueue(spacing, now);
    Arrays.stream(weights).forEach(weight -> sharers.add(new Sharer(line.place(weight), now)));
    return line;
  }

  private void steps(FairQueue line, int count) {
    for (int i = 0; i < count; i++) {
      step(line, random.nextLong(SECOND / 100));
    }
  }

  /** Time passes; then each who has a message waits for its turn, and begins if that has come. */
  private void step(FairQueue line, long nanos) {
    now += nanos;
    for (Sharer sharer : sharers) {
      if (sharer.claim == null && sharer.hasMessages && now - sharer.back >= 0) {
        sharer.claim = line.join(sharer.place, 1 + random.nextInt(3));
      }
    }
    line.serve(now);
    for (Sharer sharer : sharers) {
      FairQueue.Claim claim = sharer.claim;
      if (claim != null && claim.granted() > 0) {
        line.leave(claim);
        sharer.claim = null;
        sharer.back = random.nextInt(100) == 0 ? now + fetching.toNanos() : now;
        sharer.begun += claim.granted();
        for (int i = 0; i < claim.granted(); i++) {
          begun.add(now);
        }
      }
    }
  }

  private void assertShares(double... shares) {
    for (int i = 0; i < shares.length; i++) {
      assertThat((double) sharers.get(i).begun / begun.size())
          .as("share %s, seed %s", i, seed)
          .isCloseTo(shares[i], within(0.02));
    }
  }
}
