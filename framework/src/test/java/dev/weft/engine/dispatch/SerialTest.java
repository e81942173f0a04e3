package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.InFlight;
import dev.weft.transport.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One message at a time, on the thread that takes it. */
class SerialTest {

  private final List<String> done = new ArrayList<>();
  private boolean abandoned;
  private final Serial serial = serial();

  @Test
  void aMessageIsHandledOnTheCallingThread() {
    assertThat(serial.start(new CountedDelivery(1))).isTrue();

    assertThat(done).containsExactly("handled with 1 in flight");
    assertThat(serial.holding()).isZero();
    assertThat(serial.nanosPerMessage()).isPositive();
  }

  @Test
  void oneWhoseThreadIsStuckHasItsPlaceTakenByAnother() {
    abandoned = true;

    assertThat(serial.start(new CountedDelivery(1))).isFalse();

    assertThat(done).containsExactly("replaced", "handled with 0 in flight");
  }

  @Test
  void itTakesOneMoreWheneverItAsksAndKeepsTheOrder() {
    assertThat(serial.awaitRoom()).isEqualTo(1);
    assertThat(serial.isOrdered()).isTrue();
  }

  private Serial serial() {
    return new Serial(
        InFlight.oneAtATime(Parts.handling(this::handle), Parts.settler()),
        () -> done.add("replaced"));
  }

  private Optional<Outcome> handle(Attempt attempt) {
    if (abandoned) {
      attempt.abandon();
      serial.replace(attempt);
    }
    done.add("handled with " + serial.holding() + " in flight");
    return Optional.of(Outcome.Ack.INSTANCE);
  }
}
