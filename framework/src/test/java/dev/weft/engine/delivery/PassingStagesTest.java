package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.TransportException;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.RecordedOutcomes;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.DeadLetterAction;
import dev.weft.engine.retry.RetryStore;
import dev.weft.machine.Machine;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages that end a message without a call of its handler. */
class PassingStagesTest {

  private static final Optional<Outcome> HANDLED =
      Optional.of(new Outcome.Retry(Duration.ZERO, "it came to the handler", null));
  private static final Optional<Outcome> ACKNOWLEDGED = Optional.of(Outcome.Ack.INSTANCE);

  private final RecordedOutcomes observed = new RecordedOutcomes();
  private final Stage handler = attempt -> HANDLED;

  @ParameterizedTest
  @CsvSource({
    "Nats-Marker-Reason, MaxAge",
    "Nats-Marker-Reason, Purge",
    "KV-Operation, DEL",
    "KV-Operation, PURGE"
  })
  void aMarkerIsAcknowledgedUnhandled(String header, String value) {
    WrittenDelivery marker = delivery(1).withData("").with(header, value);

    assertThat(skipMarkers().run(attempt(marker))).isEqualTo(ACKNOWLEDGED);

    assertThat(observed.all()).containsExactly("happened MARKER");
  }

  @Test
  void whatHasDataOrAnotherOperationIsNoMarker() {
    List<WrittenDelivery> others =
        List.of(
            delivery(1),
            delivery(1).withData(""),
            delivery(1).withData("").with("KV-Operation", "PUT"),
            delivery(1).withData("x").with("Nats-Marker-Reason", "MaxAge"));

    assertThat(others)
        .allSatisfy(one -> assertThat(skipMarkers().run(attempt(one))).isEqualTo(HANDLED));

    assertThat(observed.all()).isEmpty();
  }

  private Stage skipMarkers() {
    return new SkipMarkers(handler, Parts.ID, observed);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3_600})
  void aRetryWhoseTimeToLiveIsOverIsAcknowledgedUnhandled(int secondsAfter) {
    Stage stage = passExpired(WrittenDelivery.STORED.plusSeconds(60 + secondsAfter));

    assertThat(stage.run(attempt(delivery(2).with("Nats-TTL", "60")))).isEqualTo(ACKNOWLEDGED);

    assertThat(observed.all()).containsExactly("happened EXPIRED");
  }

  @Test
  void aFirstAttemptOneThatLivesAndOneWithoutAnEndAreHandled() {
    Stage late = passExpired(WrittenDelivery.STORED.plusSeconds(61));
    Stage inTime = passExpired(WrittenDelivery.STORED.plusSeconds(60).minusNanos(1));

    assertThat(late.run(attempt(delivery(1).with("Nats-TTL", "60")))).isEqualTo(HANDLED);
    assertThat(inTime.run(attempt(delivery(2).with("Nats-TTL", "60")))).isEqualTo(HANDLED);
    assertThat(late.run(attempt(delivery(2)))).isEqualTo(HANDLED);
    assertThat(observed.all()).isEmpty();
  }

  private Stage passExpired(Instant now) {
    return new PassExpired(handler, Parts.ID, InstantSource.fixed(now), observed);
  }

  @Test
  void whatWasRejectedAndNotKeptIsRejectedAgainUnhandled() {
    var reject = new Outcome.Reject("no good", null);
    Settler settler = settlerThatKeepsNothing();
    WrittenDelivery delivery = delivery(1);
    Stage stage = new RejectPending(handler);

    assertThat(stage.run(attempt(delivery, settler))).isEqualTo(HANDLED);
    settler.settle(delivery, reject, false);

    assertThat(stage.run(attempt(delivery, settler))).contains(reject);
  }

  private static Settler settlerThatKeepsNothing() {
    return new Settler(
        Machine.real(),
        Parts.ID,
        false,
        new Settler.Keeping(
            new DeadLetterAction(
                Parts.ID,
                (handler, delivery, reject) -> {
                  throw TransportException.passing("no room", null);
                }),
            AttemptJournal.off(),
            RetryStore.byConsumer()),
        Observer.none());
  }

  private static WrittenDelivery delivery(int attempt) {
    return new WrittenDelivery(new ArrayList<>(), attempt);
  }

  private static Attempt attempt(WrittenDelivery delivery) {
    return attempt(delivery, Parts.settler());
  }

  private static Attempt attempt(WrittenDelivery delivery, Settler settler) {
    return new Attempt(delivery, settler, Thread.currentThread());
  }
}
