package dev.weft.engine.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.RetryPolicy;
import dev.weft.TransportException;
import dev.weft.engine.CountedDelivery;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Parts;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which attempts are last ones, and what is known and noted of them. */
class LastAttemptsTest {

  private final AttemptNote known = new AttemptNote(AttemptNote.Stage.BEGUN, 3);
  private AttemptNote.@Nullable Stage noted;
  private @Nullable TransportException failure;

  @Test
  void theLastAttemptAndAllThatComeAfterItAreLastOnes() {
    assertThat(attempts(3).isLast(new CountedDelivery(1, 2))).isFalse();
    assertThat(attempts(3).isLast(new CountedDelivery(1, 3))).isTrue();
    assertThat(attempts(3).isLast(new CountedDelivery(1, 4))).isTrue();
  }

  @Test
  void aFirstAttemptIsNeverALastOne() {
    assertThat(attempts(1).isLast(new CountedDelivery(1, 1))).isFalse();
    assertThat(attempts(1).isLast(new CountedDelivery(1, 2))).isTrue();
  }

  @Test
  void onlyAfterTheLastAttemptSomethingIsLookedFor() {
    assertThat(attempts(3).former(new CountedDelivery(1, 3))).isEmpty();
    assertThat(attempts(3).former(new CountedDelivery(1, 4))).contains(known);
  }

  @Test
  void whatIsNotedIsThere() {
    assertThat(attempts(3).begin(new CountedDelivery(1, 3), AttemptNote.Stage.BEGUN)).isTrue();
    assertThat(noted).isEqualTo(AttemptNote.Stage.BEGUN);
  }

  @Test
  void whatMayHaveBeenNotedMayBeThereAndWhatWasRefusedIsNot() {
    failure = TransportException.passing("no answer", null);
    assertThat(attempts(3).begin(new CountedDelivery(1, 3), AttemptNote.Stage.BEGUN)).isTrue();
    failure = TransportException.withoutEffect("nobody takes it", null);
    assertThat(attempts(3).begin(new CountedDelivery(1, 3), AttemptNote.Stage.BEGUN)).isFalse();
    failure = TransportException.lasting("not allowed", null);
    assertThat(attempts(3).begin(new CountedDelivery(1, 3), AttemptNote.Stage.BEGUN)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aNoteIsReadAsItWasWritten(AttemptNote.Stage stage) {
    var note = new AttemptNote(stage, 5);

    assertThat(note.text()).isEqualTo(stage.name().toLowerCase(Locale.ROOT) + " 5");
    assertThat(AttemptNote.parse(note.text())).contains(note);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "begun", "begun 5 6", "begun five", "over 5"})
  void whatIsNoNoteIsNone(String text) {
    assertThat(AttemptNote.parse(text)).isEmpty();
  }

  @Test
  void aJournalThatIsOffKnowsNothing() {
    AttemptJournal off = AttemptJournal.off();
    off.note(Parts.ID, new CountedDelivery(1), AttemptNote.Stage.BEGUN);

    assertThat(off.find(Parts.ID, new CountedDelivery(1))).isEmpty();
    assertThat(off.isOn()).isFalse();
    assertThat(new Journal().isOn()).isTrue();
    assertThat(DeadLetters.off().isOn()).isFalse();
    assertThat(DeadLetters.off().keep(Parts.ID, new CountedDelivery(1), reject("no")))
        .isEqualTo("no copy kept");
    DeadLetters kept = (handler, delivery, reject) -> "kept";
    assertThat(kept.isOn()).isTrue();
  }

  @Test
  void howFarALastAttemptHasComeIsToldByItsEnd() {
    var retry = new Outcome.Retry(Duration.ZERO, "again", null);
    assertThat(Resolution.of(Outcome.Ack.INSTANCE).stage()).contains(AttemptNote.Stage.HANDLED);
    assertThat(Resolution.of(retry).stage()).contains(AttemptNote.Stage.HANDED_BACK);
    assertThat(Resolution.of(reject("no")).stage()).isEmpty();
  }

  @Test
  void onlyARetryIsPutOff() {
    var retry = new Outcome.Retry(Duration.ZERO, "again", null);
    var later = new Outcome.Retry(Duration.ofSeconds(5), "again", null);

    assertThat(Resolution.of(retry).after(later.after())).isEqualTo(Resolution.of(later));
    assertThat(Resolution.of(reject("no")).after(later.after()))
        .isEqualTo(Resolution.of(reject("no")));
  }

  private static Outcome.Reject reject(String reason) {
    return new Outcome.Reject(reason, null);
  }

  private LastAttempts attempts(int most) {
    return new LastAttempts(Parts.ID, RetryPolicy.builder().attempts(most).build(), new Journal());
  }

  private final class Journal implements AttemptJournal {

    @Override
    public void note(HandlerId handler, Delivery delivery, AttemptNote.Stage stage) {
      if (failure != null) {
        throw failure;
      }
      noted = stage;
    }

    @Override
    public Optional<AttemptNote> find(HandlerId handler, Delivery delivery) {
      return Optional.of(known);
    }
  }
}
