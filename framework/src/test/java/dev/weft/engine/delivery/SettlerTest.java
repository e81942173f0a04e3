package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Parts;
import dev.weft.engine.RecordedOutcomes;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.AttemptNote;
import dev.weft.engine.deadletter.DeadLetterAction;
import dev.weft.engine.retry.RetryStore;
import dev.weft.machine.Machine;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What a settlement consists of, and in which order. */
class SettlerTest {

  private static final Outcome.Retry RETRY =
      new Outcome.Retry(Duration.ofSeconds(1), "not yet", null);
  private static final Outcome.Reject REJECT = new Outcome.Reject("no good", null);

  @AutoClose private final CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN);
  private final List<String> written = new ArrayList<>();
  private final WrittenDelivery delivery = new WrittenDelivery(written);
  private final RecordedOutcomes observed = new RecordedOutcomes();
  private @Nullable Map<String, String> context;
  private @Nullable RuntimeException noteFailure;
  private @Nullable RuntimeException keepFailure;

  @Test
  void aSettlementIsSentAndToldAndAnAcknowledgementIsNotLogged() {
    settler(false).settle(delivery, Outcome.Ack.INSTANCE, false);

    assertThat(written).containsExactly("sent Ack");
    assertThat(observed.settlements()).containsExactly("ack one #1");
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void whereConfirmationIsAskedForASettlementWaitsForIt() {
    settler(true).settle(delivery, RETRY, false);

    assertThat(written).containsExactly("confirmed Retry");
    assertThat(observed.settlements()).containsExactly("retry one #1");
  }

  @Test
  void whatCannotBeSentIsLoggedAndToldAsUnsent() {
    delivery.refuse(TransportException.passing("not connected", null));

    settler(false).settle(delivery, Outcome.Ack.INSTANCE, false);

    assertThat(observed.settlements()).containsExactly("ack one #1 unsent");
    assertThat(log.lines())
        .containsExactly(
            "WARN handler test: s.a S/1: Ack could not be sent, so the message comes again: not"
                + " connected");
    assertThat(log.contexts().getFirst()).containsEntry("sequence", "1");
  }

  @Test
  void whatIsNotConfirmedIsLoggedAndToldAsUnsent() {
    delivery.refuse(TransportException.passing("no answer", null));

    settler(true).settle(delivery, Outcome.Ack.INSTANCE, false);

    assertThat(observed.settlements()).containsExactly("ack one #1 unsent");
    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("was not confirmed, so the message may come again: no answer");
  }

  @Test
  void theEndOfALastAttemptIsNotedBeforeTheServerIsTold() {
    settler(false).settle(delivery, Outcome.Ack.INSTANCE, true);
    settler(false).settle(delivery, RETRY, true);

    assertThat(written)
        .containsExactly("note HANDLED", "sent Ack", "note HANDED_BACK", "sent Retry");
  }

  @Test
  void whatHasItsDeadLetterNeedsNoNoteOfItsEnd() {
    settler(false).settle(delivery, REJECT, true);

    assertThat(written).containsExactly("kept", "sent Reject");
  }

  @Test
  void anEndThatCannotBeNotedIsSentAllTheSame() {
    noteFailure = TransportException.passing("no answer", null);

    settler(false).settle(delivery, Outcome.Ack.INSTANCE, true);

    assertThat(written).containsExactly("note HANDLED", "sent Ack");
    assertThat(observed.settlements()).containsExactly("ack one #1");
    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("S/1: the end of its last attempt is not noted", "no answer");
    assertThat(log.contexts().getFirst()).containsEntry("sequence", "1");
  }

  @Test
  void theFieldsOfWhatIsGivenUpAreInTheLoggingContextMeanwhileAndNotLater() {
    settler(false).settle(delivery, REJECT, false);

    assertThat(context).containsEntry("sequence", "1");
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    assertThat(log.lines())
        .containsExactly("ERROR handler test: s.a S/1: terminated on attempt 1: no good (kept)");
  }

  @Test
  void aSecondSettlementIsLoggedWithTheFieldsOfItsMessage() {
    settler(false).settledBefore(delivery, RETRY);

    assertThat(written).isEmpty();
    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("comes after the message was settled, and changes nothing");
    assertThat(log.contexts().getFirst()).containsEntry("sequence", "1");
  }

  @Test
  void whatTheServerDeliversNoMoreIsKeptAndEnded() {
    settler(false).giveUp(delivery, REJECT);

    assertThat(written).containsExactly("kept", "sent Reject");
    assertThat(observed.settlements()).containsExactly("reject one #1");
    assertThat(context).containsEntry("sequence", "1");
  }

  @Test
  void whatCannotBeKeptThereIsNotEnded() {
    keepFailure = TransportException.passing("no room", null);

    assertThatThrownBy(() -> settler(false).giveUp(delivery, REJECT))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("its dead letter was not written: no room");

    assertThat(written).containsExactly("kept");
    assertThat(observed.settlements()).isEmpty();
  }

  @Test
  void whatIsKeptThereAndNotKnownToBeEndedIsToBeGivenUpAgain() {
    delivery.refuse(TransportException.passing("not connected", null));

    assertThatThrownBy(() -> settler(false).giveUp(delivery, REJECT))
        .isInstanceOf(TransportException.class)
        .hasMessage("kept, but not known to be ended");
  }

  @Test
  void whatTheServerRefusesIsAProblemUntilItTakesItAgain() {
    Settler settler = settler(false);
    Failure refusal = Failure.of(TransportException.lasting("not allowed", null));
    assertThat(settler.problem()).isEmpty();

    settler.notEmitted(delivery, "out.a", refusal);
    assertThat(settler.problem()).contains("what S/1 (s.a) emits is refused: not allowed");
    settler.emitted("out.a");

    assertThat(settler.problem()).isEmpty();
  }

  @Test
  void whatWasRejectedAndNotKeptIsKnownToBe() {
    Settler settler = settler(false);
    keepFailure = TransportException.passing("no room", null);

    settler.settle(delivery, REJECT, false);

    assertThat(settler.pendingRejection(delivery)).contains(REJECT);
    assertThat(written).containsExactly("kept", "sent Retry");
  }

  @Test
  void whatIsHandedBackIsNoWarning() {
    settler(false).settle(delivery, Outcome.Retry.HANDED_BACK, false);

    assertThat(log.lines()).isEmpty();
    assertThat(observed.settlements()).containsExactly("retry one #1");
  }

  @Test
  void theLogTellsWhatARetryWasCausedBy() {
    Failure cause =
        Failure.of(new IllegalStateException("away", new RuntimeException("connection refused")));

    settler(false).settle(delivery, new Outcome.Retry(Duration.ofHours(1), "away", cause), false);

    assertThat(log.lines())
        .containsExactly(
            "WARN handler test: s.a S/1: attempt 1 failed, again in 1h: away; caused by"
                + " RuntimeException: connection refused");
  }

  @Test
  void theLogTellsWhereARejectionWasThrown() {
    Failure cause = Failure.of(new IllegalStateException("away"));

    settler(false).settle(delivery, new Outcome.Reject("away", cause), false);

    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("terminated on attempt 1: away (kept)\njava.lang.IllegalStateException: away");
  }

  private Settler settler(boolean confirm) {
    return new Settler(
        Machine.real(),
        Parts.ID,
        confirm,
        new Settler.Keeping(
            new DeadLetterAction(Parts.ID, this::keep),
            new WrittenJournal(),
            RetryStore.byConsumer()),
        observed);
  }

  private String keep(HandlerId handler, Delivery kept, Outcome.Reject reject) {
    context = MDC.getCopyOfContextMap();
    written.add("kept");
    if (keepFailure != null) {
      throw keepFailure;
    }
    return "kept";
  }

  private final class WrittenJournal implements AttemptJournal {

    @Override
    public void note(HandlerId handler, Delivery noted, AttemptNote.Stage stage) {
      written.add("note " + stage);
      if (noteFailure != null) {
        throw noteFailure;
      }
    }

    @Override
    public Optional<AttemptNote> find(HandlerId handler, Delivery noted) {
      return Optional.empty();
    }
  }
}
