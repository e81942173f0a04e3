package dev.weft.engine.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.BreakableTransport;
import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.SideStream;
import dev.weft.engine.deadletter.DeadLetterAction;
import dev.weft.engine.deadletter.DeadLetters;
import dev.weft.engine.deadletter.ParkKeyAction;
import dev.weft.engine.deadletter.ParkedKeys;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows an exhausted message of a key that is parked. */
class PassParkedTest {

  private static final Optional<Outcome> HANDLED = Optional.of(Outcome.Ack.INSTANCE);

  @AutoClose private final MemoryTransport memory = new MemoryTransport();
  private final BreakableTransport transport = new BreakableTransport(memory);
  private final ParkedKeys keys =
      new ParkedKeys(
          transport,
          Parts.ID,
          (subject, headers, data) -> new String(data, UTF_8).substring(0, 1),
          () -> {});
  private final Stage stage = new PassParked(attempt -> HANDLED, keys);

  @BeforeEach
  void park() {
    memory.create(SideStream.PARKED_KEYS.beside("S", Map.of()));
    new ParkKeyAction(
            Parts.ID, keys, new DeadLetterAction(Parts.ID, DeadLetters.off()), Observer.none())
        .end(delivery(5, "a"), new Outcome.Reject("no good", null));
  }

  @Test
  void whatIsBehindItIsRejectedUnhandled() {
    assertThat(run(delivery(6, "a")))
        .contains(new Outcome.Reject("its key 'a' is parked since S/5: no good", null));
  }

  @Test
  void theMessageItselfIsRejectedForItsOwnReason() {
    assertThat(run(delivery(5, "a"))).contains(new Outcome.Reject("no good", null));
  }

  @Test
  void whatIsBeforeItAndWhatHasAnotherKeyIsHandled() {
    assertThat(run(delivery(4, "a"))).isEqualTo(HANDLED);
    assertThat(run(delivery(6, "b"))).isEqualTo(HANDLED);
  }

  @Test
  void whatCannotBeReadIsWaitedFor() {
    transport.breakNow("no answer");

    Outcome.Retry retry = (Outcome.Retry) run(delivery(6, "a")).orElseThrow();

    assertThat(retry.after()).isEqualTo(Duration.ofSeconds(5));
    assertThat(retry.reason())
        .isEqualTo("whether its key is parked still cannot be read: no answer");
  }

  private Optional<Outcome> run(Delivery delivery) {
    return stage.run(new Attempt(delivery, Parts.settler(), Thread.currentThread()));
  }

  private static Delivery delivery(long sequence, String key) {
    return new ForwardingDelivery(new CountedDelivery(sequence)) {
      @Override
      public byte[] data() {
        return key.getBytes(UTF_8);
      }
    };
  }
}
