package dev.weft.simulation.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.simulation.history.End;
import dev.weft.simulation.history.Operation;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Act.Kind;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.HandlerShape.Order;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is said of the attempts that follow one another. */
class RetryInvariantsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void aRetryThatBeginsBeforeItsDelayIsOverIsSeen() {
    var invariant = new RetryDelaysKept();
    assertThat(failed(Kind.THROW, SECOND).later(1000).handles(1, 2).brokenBy(invariant)).isEmpty();
    assertThat(failed(Kind.THROW, SECOND).later(500).handles(1, 2).brokenBy(invariant)).hasSize(1);
  }

  @Test
  void aDelayBeyondTheBoundOfItsPolicyIsSeen() {
    var invariant = new RetryDelaysKept();
    assertThat(failed(Kind.THROW, Duration.ofMillis(1001)).brokenBy(invariant)).hasSize(1);
    assertThat(failed(Kind.THROW, Duration.ZERO).brokenBy(invariant)).isEmpty();
  }

  @Test
  void aDelayThatIsNotTheOneItsHandlerAskedForIsSeen() {
    var invariant = new RetryDelaysKept();
    assertThat(failed(Kind.RETRY, Duration.ofMillis(300)).brokenBy(invariant)).isEmpty();
    assertThat(failed(Kind.RETRY, Duration.ofMillis(100)).brokenBy(invariant)).hasSize(1);
    assertThat(failed(Kind.RETRY, SECOND.multipliedBy(2)).brokenBy(invariant)).hasSize(1);
    assertThat(failed(Kind.RETRY, Duration.ZERO).brokenBy(invariant)).hasSize(1);
  }

  @Test
  void aRetryIsNotWaitedForLongerThanItsDelayWhereTheHandlerHasNothingToDo() {
    var invariant = new ProgressKept();
    assertThat(failed(Kind.THROW, SECOND).later(5000).handles(1, 2).brokenBy(invariant)).isEmpty();
    assertThat(failed(Kind.THROW, SECOND).later(7000).handles(1, 2).brokenBy(invariant)).hasSize(1);
  }

  @Test
  void aMessageWaitsNotForAHandlerThatHasNothingToDo() {
    var invariant = new ProgressKept();
    Story late = Story.of(Order.NONE, 1).published(1, 1, Kind.RETURN).later(9000).handles(1, 1);
    assertThat(late.brokenBy(invariant)).hasSize(1);
    Story behind =
        Story.of(Order.NONE, 1)
            .published(1, 1, Kind.RETURN)
            .published(2, 2, Kind.RETURN)
            .begins(1, 1)
            .later(9000)
            .ends(1, 1, End.RETURNED)
            .handles(2, 1);
    assertThat(behind.brokenBy(invariant)).isEmpty();
  }

  @Test
  void aSecondDeliveryThatNobodyHasAskedForIsSeen() {
    var invariant = new NoAckWaitExpires();
    Story once = Story.of(Order.NONE, 1).published(1, 1, Kind.THROW).delivered(1, 1);
    assertThat(once.arrived(1, Verdict.RETRY).delivered(1, 2).brokenBy(invariant)).isEmpty();
    assertThat(once.delivered(1, 3).brokenBy(invariant)).hasSize(1);
  }

  @Test
  void moreCallsThanDeliveriesAreSeen() {
    var invariant = new CallsBounded();
    Story once = Story.of(Order.NONE, 1).published(1, 1, Kind.THROW).delivered(1, 1);
    once.begins(1, 1).ends(1, 1, End.FAILED);
    assertThat(once.brokenBy(invariant)).isEmpty();
    assertThat(once.begins(1, 2).ends(1, 2, End.FAILED).brokenBy(invariant)).hasSize(1);
  }

  @Test
  void anAttemptTooManyIsSeenAlsoBesideFaultsOfOthers() {
    Story spent =
        Story.of(Order.NONE, 1).standsStill(SECOND).later(5000).published(1, 1, Kind.THROW);
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(spent.brokenBy(new CallsBounded())).isEmpty();
      spent
          .delivered(1, attempt)
          .begins(1, attempt)
          .ends(1, attempt, End.FAILED)
          .arrived(1, Verdict.RETRY);
    }
    assertThat(spent.brokenBy(new CallsBounded())).hasSize(1);
  }

  @Test
  void attemptsThatAWorkerHasForgottenAreSeen() {
    var invariant = new CallsBounded();
    assertThat(twoAttempts(afterTwo()).brokenBy(invariant)).hasSize(1);
    Story paused = afterTwo().operated(Operation.PAUSING).operated(Operation.RESUMED);
    assertThat(twoAttempts(paused).brokenBy(invariant)).isEmpty();
    assertThat(twoAttempts(afterTwo().in("r2")).brokenBy(invariant)).isEmpty();
  }

  private static Story afterTwo() {
    Story failing = Story.of(Order.KEY, 1).retrying(3, SECOND, Exhausted.DEAD_LETTER);
    return twoAttempts(failing.published(1, 1, Kind.THROW));
  }

  private static Story twoAttempts(Story story) {
    int attempts = 2;
    story.delivered(1, attempts);
    for (int attempt = 0; attempt < attempts; attempt++) {
      int call = story.calls() + 1;
      story.begins(1, call).ends(1, call, End.FAILED);
    }
    return story;
  }

  @Test
  void aDeadLetterWhoseReasonIsNotWhatHappenedIsSeen() {
    var invariant = new DeadLetterReasons();
    String spent = "attempts spent (1 of 2): IllegalStateException: message 1 fails";
    assertThat(failed(Kind.REJECT, SECOND).deadLetter(1, spent).brokenBy(invariant)).hasSize(1);
    assertThat(failed(Kind.THROW, SECOND).deadLetter(1, spent).brokenBy(invariant)).hasSize(1);
    String rejected = "RejectException: message 1 is no good";
    assertThat(failed(Kind.REJECT, SECOND).deadLetter(1, rejected).brokenBy(invariant)).isEmpty();
    assertThat(failed(Kind.THROW, SECOND).deadLetter(1, rejected).brokenBy(invariant)).hasSize(1);
  }

  private static Story failed(Kind kind, Duration after) {
    return Story.of(Order.NONE, 1)
        .retrying(2, SECOND, Exhausted.DEAD_LETTER)
        .published(1, 1, kind, Kind.RETURN)
        .begins(1, 1)
        .ends(1, 1, End.FAILED)
        .retries(1, 1, after);
  }
}
