package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.flow.Gate;
import dev.weft.machine.Machine;
import dev.weft.testing.StillMachine;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a delivery by its key, and by whether its message is here. */
class KeyedTest {

  private final Gate gate = Parts.gate();
  private final Housekeeper housekeeper = new Housekeeper(Machine.real());
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private ConsumerState state =
      new ConsumerState(0, 0, 0, -1, -1, new ConsumerState.Delivered(0, 0));
  private final KeyedExecutor executor =
      new KeyedExecutor(
          Parts.slots(2), gate, Parts.inFlight(this::handle), housekeeper, Parts.memory());
  private final Keyed keyed =
      new Keyed(
          "test",
          (subject, headers, data) -> {
            Thread.currentThread().interrupt();
            if (subject.equals("none")) {
              throw new IllegalArgumentException("no key in it");
            }
            return "a";
          },
          gate,
          Parts.settler(),
          executor,
          () -> state);

  @AfterEach
  void close() {
    gate.stop();
    keyed.handBack();
    housekeeper.close();
    Thread.interrupted();
  }

  @Test
  void aMessageIsHandledInItsKey() throws Exception {
    assertThat(keyed.awaitRoom()).isEqualTo(1_002);
    assertThat(keyed.start(delivery(1, "s"))).isTrue();

    keyed.awaitQuiet();

    assertThat(done).containsExactly("handled m1", "settled m1 Ack");
    assertThat(Thread.interrupted()).as("left by the key").isFalse();
  }

  @Test
  void oneWhoseKeyCannotBeToldIsRejected() {
    assertThat(keyed.start(delivery(1, "none"))).isTrue();

    assertThat(done).containsExactly("settled m1 Reject");
    assertThat(Thread.interrupted()).as("left by the key").isFalse();
    assertThat(keyed.holding()).isZero();
  }

  @Test
  void oneThatIsHereAlreadyIsDropped() {
    gate.pause();
    keyed.start(delivery(1, "s"));

    keyed.start(delivery(1, "s"));

    assertThat(done).containsExactly("discarded m1");
    assertThat(keyed.holding()).isEqualTo(1);
  }

  @Test
  void oneThatWasSettledIsAcknowledgedOnceMore() throws Exception {
    keyed.start(delivery(1, "s"));
    keyed.awaitQuiet();
    done.clear();

    keyed.start(delivery(1, "s"));

    assertThat(done).containsExactly("settled m1 Ack");
  }

  // The server has heard of the settlement just after it delivered the copy, and waits for two.
  @Test
  void aCopyOfOneThatWasSettledHidesNoneThatIsMissing() throws Exception {
    keyed.start(delivery(1, "s"));
    keyed.awaitQuiet();
    done.clear();
    state = new ConsumerState(0, 2, 0, -1, -1, new ConsumerState.Delivered(4, 3));
    ScriptedSource source = new ScriptedSource(new StillMachine()).gives(delivery(2, "s"));

    assertThat(keyed.inOrder(source, List.of(delivery(1, "s"), delivery(3, "s"))))
        .extracting(Delivery::id)
        .containsExactly("m2", "m3");

    assertThat(done).containsExactly("settled m1 Ack");
  }

  @Test
  void whatIsNotBegunGoesBackInTheOrderOfTheStream() {
    gate.pause();
    keyed.start(delivery(2, "s"));
    keyed.start(delivery(1, "s"));

    keyed.handBack();

    assertThat(done).containsExactly("settled m1 Retry", "settled m2 Retry");
    done.clear();
    keyed.start(delivery(3, "s"));
    assertThat(done).containsExactly("settled m3 Retry");
    assertThat(keyed.isOrdered()).isTrue();
  }

  private Optional<Outcome> handle(Attempt attempt) {
    done.add("handled " + attempt.delivery().id());
    attempt.conclude(Outcome.Ack.INSTANCE);
    return Optional.of(Outcome.Ack.INSTANCE);
  }

  private Delivery delivery(long sequence, String subject) {
    return new ForwardingDelivery(new CountedDelivery(sequence)) {
      @Override
      public String subject() {
        return subject;
      }

      @Override
      public boolean settle(Outcome outcome) {
        done.add("settled " + id() + " " + outcome.getClass().getSimpleName());
        return true;
      }

      @Override
      public void discard() {
        done.add("discarded " + id());
      }
    };
  }
}
