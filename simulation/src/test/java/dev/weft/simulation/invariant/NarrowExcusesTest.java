package dev.weft.simulation.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.simulation.history.End;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.history.Operation;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Act.Kind;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.HandlerShape.Order;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What excuses a broken promise excuses its own call, handler and time, and no other. */
class NarrowExcusesTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void aCallThatHangsForEverCountsAsAtWorkUntilItsTimeIsUp() {
    assertThat(besideOneThatHangs(500).brokenBy(new ConcurrencyBounded())).hasSize(1);
    assertThat(besideOneThatHangs(1500).brokenBy(new ConcurrencyBounded())).isEmpty();
  }

  private static Story besideOneThatHangs(long later) {
    return Story.of(Order.NONE, 1)
        .published(1, 1, Kind.HANG_FOR_EVER)
        .published(2, 2, Kind.RETURN)
        .begins(1, 1)
        .later(later)
        .on("weft-a-2")
        .handles(2, 1);
  }

  @Test
  void theOrderOfAnotherKeyHoldsBesideACallThatHangsForEver() {
    Story story =
        Story.of(Order.KEY, 2)
            .published(1, 1, Kind.HANG_FOR_EVER)
            .published(2, 2, Kind.RETURN)
            .published(3, 2, Kind.RETURN)
            .begins(1, 1)
            .on("weft-a-2")
            .handles(3, 1)
            .handles(2, 1);
    assertThat(story.brokenBy(new OrderOfKeys())).hasSize(1);
  }

  @Test
  void aHandlerThatIsNeverInterruptedThoughItHeedsThatIsSeen() {
    Story story = Story.of(Order.NONE, 1).published(1, 1, Kind.HANG).begins(1, 1);
    assertThat(story.brokenBy(new TimeLimitsKept())).hasSize(1);
  }

  @Test
  void aStandstillExcusesItsReplicaForItsTime() {
    assertThat(afterAStandstill(100).brokenBy(new OrderOfKeys())).isEmpty();
    assertThat(afterAStandstill(3000).brokenBy(new OrderOfKeys())).hasSize(1);
  }

  private static Story afterAStandstill(long later) {
    return Story.of(Order.KEY, 2)
        .published(1, 1, Kind.RETURN)
        .published(2, 1, Kind.RETURN)
        .standsStill(SECOND)
        .later(1000 + later)
        .handles(2, 1)
        .handles(1, 1);
  }

  @Test
  void aHandlerThatHasStoppedIsNotExcusedByAnOrderToGoOnThatCameBefore() {
    Story goesOn = stopped().operated(Operation.RESUMING).operated(Operation.RESUMED);
    assertThat(goesOn.handles(1, 2).brokenBy(new PausedTakesNothing())).isEmpty();
    assertThat(stopped().handles(1, 2).brokenBy(new PausedTakesNothing())).hasSize(1);
  }

  private static Story stopped() {
    return Story.of(Order.NONE, 1)
        .retrying(1, Duration.ZERO, Exhausted.STOP)
        .published(1, 1, Kind.THROW, Kind.RETURN)
        .begins(1, 1)
        .operated(Operation.RESUMING)
        .operated(Operation.RESUMED)
        .later(10)
        .ends(1, 1, End.FAILED)
        .add(new Happening.Incident("a", "STOPPED"))
        .later(1000);
  }

  @Test
  void whatIsSettledByHandAndNotByItsHandlerIsLost() {
    Story forgotten = Story.of(Order.NONE, 1).manual().published(1, 1, Kind.FORGET).begins(1, 1);
    forgotten.ends(1, 1, End.FORGOTTEN).settles(1, Verdict.ACK);
    assertThat(forgotten.brokenBy(new NothingLost())).hasSize(1);
  }

  @Test
  void aMessageThatWasNotSettledByHandKeepsItsSlot() {
    Story story =
        Story.of(Order.NONE, 1)
            .manual()
            .published(1, 1, Kind.ACK_LATER)
            .published(2, 2, Kind.RETURN)
            .begins(1, 1)
            .ends(1, 1, End.UNSETTLED)
            .begins(2, 1)
            .settles(1, Verdict.ACK)
            .ends(2, 1, End.RETURNED);
    assertThat(story.brokenBy(new ConcurrencyBounded())).hasSize(1);
  }

  @Test
  void anEmissionOfAnotherHandlerIsNotTakenForThatOfThisOne() {
    Story story =
        Story.of(Order.NONE, 1)
            .published(1, 1, Kind.RETURN)
            .begins(1, 1)
            .add(new Happening.Emitted("a", 1, 1, "1/1"))
            .ends(1, 1, End.RETURNED)
            .add(new Happening.Stored("out.b", "1/1", false))
            .settles(1, Verdict.ACK);
    assertThat(story.brokenBy(new EmissionsStored())).hasSize(1);
  }

  @Test
  void anErrorOfAnotherReplicaExplainsNone() {
    String line = "handler a: message 1 of S, terminated on attempt 2: it fails";
    Story rejected = Story.of(Order.NONE, 1).in("r1").settles(1, Verdict.REJECT);
    assertThat(rejected.logs("ERROR", line).brokenBy(new NoStrangeError())).isEmpty();
    assertThat(rejected.in("r2").logs("ERROR", line).brokenBy(new NoStrangeError())).hasSize(1);
  }

  @Test
  void whatAStopKeepsIsSeenUnlessItsHandlerHangs() {
    Story idle = Story.of(Order.NONE, 1).published(1, 1, Kind.RETURN).delivered(1, 1);
    assertThat(kept(idle).brokenBy(new StopHandsBack())).hasSize(1);
    Story hangs = Story.of(Order.NONE, 1).published(1, 1, Kind.HANG_FOR_EVER).delivered(1, 1);
    assertThat(kept(hangs.begins(1, 1)).brokenBy(new StopHandsBack())).isEmpty();
  }

  private static Story kept(Story story) {
    return story
        .add(new Happening.Replica(Life.STOPPED, Duration.ofSeconds(9)))
        .add(new Happening.Kept(Story.place(1)));
  }

  @Test
  void aMessageThatIsSettledAndBegunAgainIsSeenAlsoWhereALineTellsOfALease() {
    Story settled = Story.of(Order.KEY, 1).published(1, 1, Kind.RETURN).handles(1, 1);
    settled.logs("WARN", "handler b: its leases are about to end");
    assertThat(settled.handles(1, 2).brokenBy(new SettledStaysSettled())).hasSize(1);
  }
}
