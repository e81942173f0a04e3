package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.flow.Gate;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The slots of a worker that has several messages in flight. */
@Timeout(20)
class ConcurrentTest {

  private final Gate gate = Parts.gate();

  @AfterEach
  void close() {
    gate.stop();
  }

  @Test
  void anAttemptThatFailsInWeftItselfGivesItsSlotBack() throws Exception {
    Concurrent concurrent = withOneSlot();
    var next = new CountedDelivery(2);

    concurrent.start(new Nameless());
    concurrent.start(next);
    concurrent.awaitQuiet();

    assertThat(next.settlements()).isEqualTo(1);
    assertThat(concurrent.holding()).isZero();
  }

  private Concurrent withOneSlot() {
    return new Concurrent("test", 1, gate, Parts.inFlight(ConcurrentTest::ack), Parts.memory());
  }

  private static Optional<Outcome> ack(Attempt attempt) {
    attempt.delivery().subject();
    attempt.conclude(Outcome.Ack.INSTANCE);
    return Optional.of(Outcome.Ack.INSTANCE);
  }

  /** One whose subject cannot be told, so that the pipeline fails, and its last resort too. */
  private static final class Nameless extends ForwardingDelivery {

    Nameless() {
      super(new CountedDelivery(1));
    }

    @Override
    public String subject() {
      throw new IllegalStateException("no subject");
    }
  }
}
