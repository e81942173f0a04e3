package dev.weft.simulation.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.simulation.history.End;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.history.Operation;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Act.Kind;
import dev.weft.simulation.scenario.HandlerShape.Order;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each invariant sees what it is there for, and nothing in a run that keeps its promise. */
class InvariantsTest {

  @Test
  void aMessageThatIsHandledIsNotLostAndOneThatIsNotIs() {
    assertThat(one().handles(1, 1).brokenBy(new NothingLost())).isEmpty();
    assertThat(one().deadLetter(1).brokenBy(new NothingLost())).isEmpty();
    assertThat(one().begins(1, 1).ends(1, 1, End.FAILED).brokenBy(new NothingLost()))
        .singleElement()
        .asString()
        .contains("message 1");
  }

  @Test
  void aDeadLetterIsThereOnceForWhatFailedAndForNothingElse() {
    var invariant = new DeadLetters();
    assertThat(poison().begins(1, 1).ends(1, 1, End.REJECTED).deadLetter(1).brokenBy(invariant))
        .isEmpty();
    assertThat(poison().begins(1, 1).ends(1, 1, End.REJECTED).brokenBy(invariant)).hasSize(1);
    assertThat(
            poison()
                .begins(1, 1)
                .ends(1, 1, End.REJECTED)
                .deadLetter(1)
                .deadLetter(1)
                .brokenBy(invariant))
        .hasSize(1);
    assertThat(one().handles(1, 1).deadLetter(1).brokenBy(invariant)).hasSize(1);
  }

  @Test
  void theOrderOfAKeyIsBrokenByALaterMessageThatBeginsFirst() {
    var invariant = new OrderOfKeys();
    assertThat(keyed().handles(1, 1).handles(2, 1).brokenBy(invariant)).isEmpty();
    assertThat(keyed().handles(2, 1).handles(1, 1).brokenBy(invariant)).hasSize(1);
  }

  @Test
  void theOrderOfAKeyIsBrokenByTwoOfItAtOnce() {
    assertThat(
            keyed()
                .begins(1, 1)
                .settles(1, Verdict.ACK)
                .begins(2, 1)
                .ends(1, 1, End.RETURNED)
                .ends(2, 1, End.RETURNED)
                .brokenBy(new OrderOfKeys()))
        .hasSize(1);
  }

  @Test
  void aPartitionHasTwoOwnersIfTwoReplicasAreAtWorkInIt() {
    var invariant = new OneOwner();
    assertThat(keyed().in("r1").handles(1, 1).in("r2").handles(2, 1).brokenBy(invariant)).isEmpty();
    assertThat(
            keyed()
                .in("r1")
                .begins(1, 1)
                .in("r2")
                .begins(2, 1)
                .in("r1")
                .ends(1, 1, End.RETURNED)
                .in("r2")
                .ends(2, 1, End.RETURNED)
                .brokenBy(invariant))
        .hasSize(1);
  }

  @Test
  void aReplicaThatDiesOwnsNothingMore() {
    assertThat(
            keyed()
                .begins(1, 1)
                .add(new Happening.Replica(Life.KILLED, Duration.ZERO))
                .in("r2")
                .handles(1, 2)
                .brokenBy(new OneOwner()))
        .isEmpty();
  }

  @Test
  void moreAtWorkThanConcurrencySaysIsSeen() {
    Story both =
        Story.of(Order.NONE, 1)
            .published(1, 1, Kind.RETURN)
            .published(2, 2, Kind.RETURN)
            .begins(1, 1)
            .begins(2, 1)
            .ends(1, 1, End.RETURNED)
            .ends(2, 1, End.RETURNED);
    assertThat(both.brokenBy(new ConcurrencyBounded())).hasSize(1);
  }

  @Test
  void anAttemptTooManyIsSeenAndOneTooFewToo() {
    var invariant = new AttemptsExact();
    Story twice = poison().begins(1, 1).ends(1, 1, End.FAILED).begins(1, 2).ends(1, 2, End.FAILED);
    assertThat(twice.deadLetter(1).brokenBy(invariant)).isEmpty();
    assertThat(twice.begins(1, 3).ends(1, 3, End.FAILED).brokenBy(invariant)).hasSize(1);
    assertThat(poison().begins(1, 1).ends(1, 1, End.FAILED).deadLetter(1).brokenBy(invariant))
        .hasSize(1);
  }

  @Test
  void whatIsHandledAgainAfterItsAcknowledgementIsSeen() {
    var invariant = new SettledOnce();
    assertThat(one().delivered(1, 1).handles(1, 1).brokenBy(invariant)).isEmpty();
    assertThat(one().delivered(1, 1).handles(1, 1).begins(1, 2).brokenBy(invariant)).hasSize(1);
  }

  @Test
  void aSecondSettlementOfOneDeliveryIsSeenAlsoBesideFaults() {
    var invariant = new SettledOnce();
    Story once = one().standsStill(Duration.ofSeconds(1)).delivered(1, 1).handles(1, 1);
    assertThat(once.delivered(1, 2).handles(1, 2).brokenBy(invariant)).isEmpty();
    assertThat(once.settles(1, Verdict.ACK).brokenBy(invariant)).hasSize(1);
  }

  @Test
  void anAcknowledgementBeforeAnEmissionIsStoredIsSeen() {
    var emission = new Happening.Emitted("a", 1, 1, "1/1");
    var stored = new Happening.Stored("out.a", "1/1", false);
    assertThat(
            one()
                .begins(1, 1)
                .add(emission)
                .ends(1, 1, End.RETURNED)
                .add(stored)
                .settles(1, Verdict.ACK)
                .brokenBy(new EmissionsStored()))
        .isEmpty();
    assertThat(
            one()
                .begins(1, 1)
                .add(emission)
                .ends(1, 1, End.RETURNED)
                .settles(1, Verdict.ACK)
                .add(stored)
                .brokenBy(new EmissionsStored()))
        .hasSize(1);
  }

  @Test
  void anEmissionThatIsStoredTwiceIsSeen() {
    assertThat(one().handles(1, 1).emitted("1/1").brokenBy(new EmissionsStored())).isEmpty();
    assertThat(one().handles(1, 1).emitted("1/1").emitted("1/1").brokenBy(new EmissionsStored()))
        .hasSize(1);
  }

  @Test
  void whatIsPublishedAndConfirmedIsStoredAndOnce() {
    var invariant = new PublishesStored();
    var confirmed = new Happening.Sent("r1/1", true);
    var unheard = new Happening.Sent("r1/1", false);
    assertThat(one().add(confirmed).published("r1/1").brokenBy(invariant)).isEmpty();
    assertThat(one().add(unheard).brokenBy(invariant)).isEmpty();
    assertThat(one().add(confirmed).brokenBy(invariant)).hasSize(1);
    assertThat(one().add(unheard).published("r1/1").published("r1/1").brokenBy(invariant))
        .hasSize(1);
  }

  @Test
  void messagesThatBeginFasterThanTheRateAreSeen() {
    Story many = Story.of(Order.NONE, 1);
    for (int message = 1; message <= 20; message++) {
      many.published(message, 1, Kind.RETURN);
    }
    for (int message = 1; message <= 20; message++) {
      many.handles(message, 1);
    }
    assertThat(many.brokenBy(new RateKept())).hasSize(1);
  }

  @Test
  void aHandlerThatIsNotInterruptedInTimeIsSeen() {
    assertThat(
            one()
                .begins(1, 1)
                .later(5_000)
                .ends(1, 1, End.INTERRUPTED)
                .brokenBy(new TimeLimitsKept()))
        .hasSize(1);
  }

  @Test
  void aThreadThatIsLeftBehindIsSeenUnlessItsHandlerHangs() {
    var left = new Happening.Left(List.of("weft-a-1"));
    assertThat(one().handles(1, 1).add(left).brokenBy(new NoThreadLeft())).hasSize(1);
    assertThat(one().begins(1, 1).add(left).brokenBy(new NoThreadLeft())).isEmpty();
  }

  @Test
  void aStopThatDoesNotEndIsSeen() {
    var told = new Happening.Replica(Life.STOPPING, Duration.ZERO);
    var stopped = new Happening.Replica(Life.STOPPED, Duration.ofSeconds(2));
    assertThat(one().add(told).add(stopped).brokenBy(new StopsEnd())).isEmpty();
    assertThat(one().add(told).brokenBy(new StopsEnd())).hasSize(1);
  }

  @Test
  void anErrorThatNothingExplainsIsSeen() {
    assertThat(
            one()
                .add(new Happening.Logged("ERROR", "thread weft-a failed, which none may"))
                .brokenBy(new NoStrangeError()))
        .hasSize(1);
  }

  @Test
  void aPausedHandlerThatBeginsIsSeen() {
    assertThat(
            one()
                .operated(Operation.PAUSED)
                .later(200)
                .handles(1, 1)
                .brokenBy(new PausedTakesNothing()))
        .hasSize(1);
  }

  private static Story one() {
    return Story.of(Order.NONE, 1).published(1, 1, Kind.RETURN);
  }

  private static Story poison() {
    return Story.of(Order.NONE, 1).published(1, 1, Kind.THROW);
  }

  private static Story keyed() {
    return Story.of(Order.KEY, 2).published(1, 1, Kind.RETURN).published(2, 1, Kind.RETURN);
  }
}
