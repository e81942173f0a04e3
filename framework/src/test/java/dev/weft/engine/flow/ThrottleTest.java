package dev.weft.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Rate;
import dev.weft.engine.Parts;
import dev.weft.engine.clock.Time;
import dev.weft.testing.StillMachine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When messages may begin by a rate, by a share of a limit, and by both. */
class ThrottleTest {

  private static final long NEVER = Long.MAX_VALUE;
  private static final long GAP = Duration.ofMillis(100).toNanos();
  private static final Rate TEN_A_SECOND = new Rate(10, Duration.ofSeconds(1));
  private static final Rate FIVE_A_SECOND = new Rate(5, Duration.ofSeconds(1));

  private final StillMachine machine = new StillMachine();
  private final Gate gate = Parts.gate();

  @AfterEach
  void clear() {
    Thread.interrupted();
    gate.stop();
  }

  @Test
  void withoutARateAllBeginAtOnce() throws Exception {
    Throttle none = throttle(null, null);

    assertThat(none.isOn()).isFalse();
    assertThat(none.awaitRoom(7, 0, () -> true)).isEqualTo(7);
    assertThat(none.begin(7, 0, () -> true)).isEqualTo(7);
    assertThat(none.nanosPerMessage()).isZero();
    none.wake();
  }

  @Test
  void withARateTheyBeginSpacedAndAMomentAhead() throws Exception {
    Throttle own = throttle(TEN_A_SECOND, null);

    assertThat(own.isOn()).isTrue();
    assertThat(own.begin(5, NEVER, () -> false)).isEqualTo(2);
    assertThat(machine.passed()).isZero();
    for (int i = 1; i < 4; i++) {
      assertThat(own.begin(5, NEVER, () -> false)).isEqualTo(1);
      assertThat(machine.passed()).isEqualTo(Duration.ofNanos(i * GAP));
    }
  }

  @Test
  void anIdleTimeSavesUpNoMoreThanAMoment() throws Exception {
    Throttle own = throttle(TEN_A_SECOND, null);
    own.begin(5, NEVER, () -> false);
    machine.move(Duration.ofMinutes(1));

    assertThat(own.begin(5, NEVER, () -> false)).isEqualTo(2);
  }

  @Test
  void whatIsAskedForIsNotTakenYet() throws Exception {
    Throttle own = throttle(TEN_A_SECOND, null);

    assertThat(own.awaitRoom(5, NEVER, () -> false)).isEqualTo(2);
    assertThat(own.awaitRoom(5, NEVER, () -> false)).isEqualTo(2);
    assertThat(own.awaitRoom(1, NEVER, () -> false)).isEqualTo(1);
    assertThat(machine.passed()).isZero();
  }

  @Test
  void theWaitEndsByItsDeadlineAndWhereNothingMayBeginAnyMore() throws Exception {
    Throttle own = throttle(TEN_A_SECOND, null);
    own.begin(5, NEVER, () -> false);

    assertThat(own.begin(1, in(GAP / 2), () -> false)).isZero();
    assertThat(machine.passed()).isEqualTo(Duration.ofNanos(GAP / 2));
    assertThat(own.begin(1, NEVER, () -> true)).isZero();
    assertThat(machine.passed()).isEqualTo(Duration.ofNanos(GAP / 2));
    assertThat(own.begin(1, NEVER, () -> false)).isEqualTo(1);
    assertThat(machine.passed()).isEqualTo(Duration.ofNanos(GAP));
  }

  @Test
  void ofALimitEachHasItsShareByItsWeight() throws Exception {
    var limit = new RateLimit(machine, TEN_A_SECOND, Time.of(machine));
    Throttle one = throttle(null, limit.share(1));

    assertThat(one.isOn()).isTrue();
    assertThat(one.awaitRoom(5, 0, () -> true)).as("only a message has a claim").isEqualTo(2);
    assertThat(one.awaitRoom(1, 0, () -> true)).isEqualTo(1);
    assertThat(one.begin(5, NEVER, () -> false)).isEqualTo(2);
    assertThat(one.begin(5, NEVER, () -> false)).isEqualTo(1);
    assertThat(machine.passed()).isEqualTo(Duration.ofNanos(GAP));
    assertThat(one.begin(1, in(GAP / 2), () -> false)).isZero();
    assertThat(machine.passed()).isEqualTo(Duration.ofNanos(GAP + GAP / 2));
    assertThat(one.begin(1, NEVER, () -> false)).isEqualTo(1);
  }

  @Test
  void withBothTheSlowerCounts() throws Exception {
    var limit = new RateLimit(machine, FIVE_A_SECOND, Time.of(machine));
    Throttle both = throttle(TEN_A_SECOND, limit.share(1));

    assertThat(both.nanosPerMessage()).isEqualTo(2 * GAP);
    assertThat(both.begin(5, NEVER, () -> false)).isEqualTo(1);
    assertThat(both.begin(5, NEVER, () -> false)).isEqualTo(1);
    assertThat(machine.passed()).isEqualTo(Duration.ofNanos(GAP));
    assertThat(both.begin(5, NEVER, () -> false)).isEqualTo(1);
    assertThat(machine.passed()).isEqualTo(Duration.ofNanos(3 * GAP));
    both.wake();
  }

  @Test
  void itIsNoFasterThanItsRate() {
    assertThat(throttle(TEN_A_SECOND, null).nanosPerMessage()).isEqualTo(GAP);
  }

  @Test
  void aShareHasAWeight() {
    var limit = new RateLimit(machine, TEN_A_SECOND, Time.of(machine));

    assertThat(limit.share(1)).isNotNull();
    assertThatThrownBy(() -> limit.share(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight = 0: expected at least 1");
  }

  @Test
  void aTurnComesUnlessTheGateSaysSomethingElseMeanwhile() {
    Throttle own = throttle(TEN_A_SECOND, null);

    assertThat(own.awaitTurn(gate, Admission.ALL)).isTrue();
    assertThat(own.awaitTurn(gate, Admission.TRIAL)).isFalse();
    gate.pause();
    assertThat(own.awaitTurn(gate, Admission.ALL)).isFalse();
    gate.resume();
    Thread.currentThread().interrupt();
    assertThat(own.awaitTurn(gate, Admission.ALL)).isFalse();
    assertThat(own.awaitTurn(gate, Admission.ALL)).isTrue();
  }

  private long in(long nanos) {
    return machine.nanoTime() + nanos;
  }

  private Throttle throttle(@Nullable Rate own, RateLimit.@Nullable Share shared) {
    return Throttle.of(machine, own, shared, Time.of(machine));
  }
}
