package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a test lets go wrong happens, once, and at its time. */
@WeftTest(config = "shop.conf")
class FaultsTest {

  private static final Order ORDER = new Order("A-1", 3);
  private static final Duration ACK_WAIT = Duration.ofSeconds(30);

  @Test
  void whatWasHandledAndNotKnownToBeComesAgainAfterTheAckWait(WeftTestKit kit) {
    kit.faults().loseNextAck("ship");
    kit.publish("orders.placed", ORDER);

    assertThat(kit.handled("ship")).hasSize(1);
    kit.advance(ACK_WAIT.minusNanos(1));
    assertThat(kit.handled("ship")).hasSize(1);
    kit.advance(Duration.ofHours(1));

    assertThat(kit.handled("ship")).extracting(Handled::attempt).containsExactly(1, 2);
    assertThat(kit.handled("ship")).allMatch(Handled::isAcked);
    assertThat(kit.handled("ship").get(1).at()).isEqualTo(WeftTestKit.START.plus(ACK_WAIT));
    // What it emitted both times is stored once.
    assertThat(kit.published("orders.shipped")).hasSize(1);
  }

  @Test
  void aDuplicateComesAtOnce(WeftTestKit kit) {
    kit.faults().duplicateNext("ship");
    String first = kit.publish("orders.placed", ORDER);
    kit.awaitIdle();
    String second = kit.publish("orders.placed", ORDER);

    assertThat(kit.deliveries(first)).extracting(Handled::attempt).containsExactly(1, 2);
    assertThat(kit.deliveries(second)).extracting(Handled::attempt).containsExactly(1);
    assertThat(kit.now()).isEqualTo(WeftTestKit.START);
  }

  @Test
  void anAckThatTakesLongerThanTheAckWaitIsTooLateForOneMoreDelivery(WeftTestKit kit) {
    kit.faults().settleSlowly("ship", Duration.ofSeconds(40));
    kit.publish("orders.placed", ORDER);

    kit.advance(Duration.ofHours(1));

    assertThat(kit.handled("ship"))
        .extracting(Handled::at)
        .containsExactly(WeftTestKit.START, WeftTestKit.START.plus(ACK_WAIT));
  }

  @Test
  void anAckThatComesWithTheEndOfTheAckWaitIsInTime(WeftTestKit kit) {
    kit.faults().settleSlowly("ship", ACK_WAIT);
    kit.publish("orders.placed", ORDER);

    kit.advance(Duration.ofHours(1));

    assertThat(kit.handled("ship")).hasSize(1);
  }

  @Test
  void aHandlerWhosePublishFailsIsTriedAgain(WeftTestKit kit) {
    kit.faults().failPublishes("orders.shipped");
    kit.publish("orders.placed", ORDER);

    assertThat(kit.handled("ship"))
        .singleElement()
        .satisfies(
            only -> assertThat(only.reason().orElse("")).contains("refused by the test, which"));
    kit.faults().restorePublishes();
    kit.advance(Duration.ofHours(1));

    assertThat(kit.handled("ship")).last().matches(Handled::isAcked);
    assertThat(kit.published("orders.shipped", Order.class)).containsExactly(ORDER);
  }

  @Test
  void withoutItsDeadLetterNothingIsGivenUp(WeftTestKit kit) {
    kit.faults().failPublishes("DLQ.>");
    kit.publish("orders.placed", new Order("A-2", 0));

    assertThat(kit.handled("ship")).singleElement().matches(only -> !only.isRejected());
    assertThat(kit.deadLetters("ORDERS")).isEmpty();
    kit.faults().restorePublishes();
    kit.advance(Duration.ofMinutes(1));

    assertThat(kit.deadLetters("ORDERS"))
        .singleElement()
        .extracting(DeadLetter::reason)
        .isEqualTo("RejectException: nothing to ship");
  }

  @Test
  void aFaultOfAHandlerThatIsNotThereNamesThoseThatAre(WeftTestKit kit) {
    assertThatThrownBy(() -> kit.faults().loseNextAck("shop"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no handler of the name shop is configured; expected one of ship, note");
  }
}
