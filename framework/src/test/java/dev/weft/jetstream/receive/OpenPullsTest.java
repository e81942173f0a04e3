package dev.weft.jetstream.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The count of what is under way is never too low for long, and never stays too high. */
class OpenPullsTest {

  private static final long END = 3_000;

  private final OpenPulls pulls = new OpenPulls();

  @Test
  void whatIsAskedForIsUnderWayUntilItIsRead() {
    pulls.sent("a", 3, END);
    pulls.read();

    assertThat(pulls.underWay()).isEqualTo(2);
  }

  @Test
  void aPullThatEndsTakesItsUnansweredPartAlong() {
    pulls.sent("a", 10, END);
    pulls.sent("b", 5, END + 1);
    pulls.read();

    pulls.ended("a", 9, 0);

    assertThat(pulls.underWay()).isEqualTo(5);
  }

  @Test
  void aPullThatEndsTwiceCountsOnce() {
    pulls.sent("a", 10, END);
    pulls.sent("b", 5, END + 1);

    pulls.ended("a", 10, 0);
    pulls.ended("a", 10, 0);

    assertThat(pulls.underWay()).isEqualTo(5);
  }

  @Test
  void aPullThatDoesNotSayWhatItOwedIsCappedByTheOthers() {
    pulls.sent("a", 10, END);

    pulls.ended("a", 0, 0);

    assertThat(pulls.underWay()).isZero();
  }

  @Test
  void whatWasNeverAnsweredIsForgottenAfterItsEndAndTold() {
    pulls.sent("a", 10, END);
    pulls.sent("b", 5, 2_000 + END);

    assertThat(pulls.expire(END + 1)).isEqualTo(1);
    assertThat(pulls.underWay()).isEqualTo(5);
  }

  @Test
  void aPullThatWasAnsweredInPartAndThenLostIsForgottenButNotToldAsUnheard() {
    pulls.sent("a", 10, END);
    pulls.read();

    assertThat(pulls.expire(END + 1)).isZero();
    assertThat(pulls.underWay()).isZero();
  }

  @Test
  void whatWasLostIsForgottenAfterItsEndWhileOthersCome() {
    pulls.sent("a", 10, END);
    pulls.sent("b", 5, 2 * END);
    pulls.read(); // one of b; the ten are lost

    pulls.forget(END - 1, 2);
    assertThat(pulls.underWay()).isEqualTo(14);

    pulls.forget(END, 2);
    assertThat(pulls.underWay()).isEqualTo(7);
    pulls.forget(2 * END, 2);
    assertThat(pulls.underWay()).isEqualTo(2);
  }

  @Test
  void theEndOfAPullThatIsForgottenIsNotTakenForAMessage() {
    pulls.sent("a", 2, END);
    pulls.read();
    pulls.forget(END, 1); // what is here is the word that it has ended
    assertThat(pulls.underWay()).isEqualTo(1);

    pulls.ended("a", 1, 0);

    assertThat(pulls.underWay()).isZero();
  }

  @Test
  void aPullOfWhichNothingWasHeardSinceIsNotForgottenUntold() {
    pulls.sent("a", 10, END);

    pulls.forget(END, 0);

    assertThat(pulls.underWay()).isEqualTo(10);
    assertThat(pulls.expire(END)).isEqualTo(1);
  }

  @Test
  void itTellsWhenTheFirstPullIsOver() {
    assertThat(pulls.untilOver(0)).isEqualTo(Long.MAX_VALUE);
    pulls.sent("a", 10, END);
    pulls.sent("b", 10, 2 * END);
    assertThat(pulls.untilOver(1_000)).isEqualTo(END - 1_000);

    pulls.ended("a", 10, 0);
    assertThat(pulls.untilOver(0)).isEqualTo(2 * END);
    pulls.expire(2 * END);
    assertThat(pulls.untilOver(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aPullThatTheServerKeepsIsUnderWayUntilItDoesNotSaySoAgain() {
    pulls.sent("a", 1, END);

    pulls.goesOn("a", 2 * END);
    assertThat(pulls.expire(END)).isZero();
    assertThat(pulls.underWay()).isEqualTo(1);

    assertThat(pulls.expire(2 * END)).as("never answered").isEqualTo(1);
    assertThat(pulls.underWay()).isZero();
  }

  @Test
  void whatTheServerSaysOfAPullThatIsOverChangesNothing() {
    pulls.sent("a", 1, END);
    pulls.read();

    pulls.goesOn("a", 2 * END);

    assertThat(pulls.underWay()).isZero();
    assertThat(pulls.expire(2 * END)).isZero();
  }

  @Test
  void afterAReconnectOnlyWhatIsHereIsUnderWay() {
    pulls.sent("a", 10, END);

    pulls.lost(3);

    assertThat(pulls.underWay()).isEqualTo(3);
  }

  @Test
  void withItsLeaderAllThatWasSentToItIsGoneThoughItIsToldOfSomeOnly() {
    pulls.sent("a", 5, END);
    pulls.sent("b", 5, END);
    pulls.sent("c", 5, END);

    pulls.leaderGone("a", 2);

    assertThat(pulls.underWay()).isEqualTo(2);
    pulls.sent("d", 4, END);
    pulls.leaderGone("b", 2);
    assertThat(pulls.underWay()).as("with one that the next leader has").isEqualTo(6);
    pulls.leaderGone("d", 2);
    assertThat(pulls.underWay()).isEqualTo(2);
  }

  @Test
  void asManyPullsAreUnfinishedAsItTakesToHaveAskedForWhatIsToCome() {
    assertThat(pulls.unfinished(0)).isZero();
    pulls.sent("a", 10, END);
    pulls.sent("b", 5, END);
    pulls.sent("c", 5, END);
    assertThat(pulls.unfinished(0)).isEqualTo(3);

    for (int i = 0; i < 10; i++) {
      pulls.read();
    }
    assertThat(pulls.unfinished(0)).isEqualTo(2);
    assertThat(pulls.unfinished(5)).as("five have come, and are not read").isEqualTo(1);
    assertThat(pulls.unfinished(10)).isZero();
  }

  @Test
  void aPullThatEndsTellsWhetherAnythingCameForIt() {
    pulls.sent("a", 10, END);
    pulls.sent("b", 5, END);
    pulls.read();

    assertThat(pulls.ended("a", 9, 0)).isFalse();
    assertThat(pulls.ended("b", 5, 0)).isTrue();
    assertThat(pulls.ended("b", 5, 0)).isFalse();
  }

  @Test
  void readingMoreThanWasAskedForDoesNotGoBelowNothing() {
    pulls.sent("a", 1, END);
    pulls.lost(0);
    pulls.read();

    assertThat(pulls.underWay()).isZero();
  }
}
