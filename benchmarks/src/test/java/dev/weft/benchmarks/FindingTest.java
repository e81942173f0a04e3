package dev.weft.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class FindingTest {

  @Test
  void aRatioIsTheMedianOfThePairs() {
    var ours = new Series(List.of(10.0, 20.0, 90.0));
    var theirs = new Series(List.of(10.0, 10.0, 30.0));

    assertThat(ours.over(theirs).median()).isEqualTo(2);
  }

  @Test
  void fewerThanFivePairsSettleNothing() {
    assertThat(of(false, 0.5, 0.5, 0.5, 0.5)).isEqualTo(Finding.UNSETTLED);
  }

  @Test
  void fivePairsOnOneSideSettleIt() {
    assertThat(of(false, 0.7, 0.8, 0.9, 0.9, 1.0)).isEqualTo(Finding.HELD);
    assertThat(of(false, 1.1, 1.2, 1.1, 1.4, 1.1)).isEqualTo(Finding.MISSED);
    assertThat(of(true, 1.1, 1.2, 1.1, 1.4, 1.1)).isEqualTo(Finding.HELD);
    assertThat(of(true, 0.7, 0.8, 0.9, 0.9, 0.8)).isEqualTo(Finding.MISSED);
  }

  @Test
  void fivePairsOnBothSidesDoNot() {
    assertThat(of(false, 0.7, 0.8, 0.9, 0.9, 1.1)).isEqualTo(Finding.UNSETTLED);
  }

  @Test
  void ofMorePairsSomeMayLieOnTheOtherSide() {
    assertThat(of(false, 0.7, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 3.0)).isEqualTo(Finding.HELD);
    assertThat(of(false, 0.7, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 1.1, 3.0)).isEqualTo(Finding.UNSETTLED);
  }

  @Test
  void onABusyMachineOnlyWhatLoadLeavesAsItIsIsSettled() {
    var few = new Series(List.of(1.0, 1.0, 1.0, 1.0, 1.0));
    var wakeUps = new Limit(Measure.WAKE_UPS, Entrant.WEFT_PACED, 2.4);
    var requests = new Limit(Measure.REQUESTS, Entrant.WEFT_FIRST, 4);

    assertThat(wakeUps.finding(few, true)).isEqualTo(Finding.UNSETTLED);
    assertThat(wakeUps.finding(few, false)).isEqualTo(Finding.HELD);
    assertThat(requests.finding(few, true)).isEqualTo(Finding.HELD);
  }

  private static Finding of(boolean moreIsBetter, double... ratios) {
    return Finding.of(new Series(DoubleStream.of(ratios).boxed().toList()), 1.0, moreIsBetter);
  }
}
