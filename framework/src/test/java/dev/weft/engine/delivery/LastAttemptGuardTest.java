package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weft.RetryPolicy;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.AttemptNote;
import dev.weft.engine.deadletter.LastAttempts;
import dev.weft.engine.flow.Gate;
import dev.weft.machine.Machine;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done with a message that comes for its last attempt, or after it, by its note. */
class LastAttemptGuardTest {

  private static final RetryPolicy POLICY = RetryPolicy.builder().attempts(3).build();

  private final List<String> done = new ArrayList<>();
  private final Quarantine quarantine = new Quarantine();
  private final Gate gate = Parts.gate();
  private @Nullable AttemptNote former;
  private @Nullable TransportException failure;

  @Test
  void anAttemptBeforeTheLastIsNotNoted() {
    assertThat(guard().run(attempt(2))).contains(Outcome.Ack.INSTANCE);

    assertThat(done).containsExactly("handled");
  }

  @Test
  void theLastAttemptIsNotedBeforeItBegins() {
    assertThat(guard().run(attempt(3))).contains(Outcome.Ack.INSTANCE);

    assertThat(done).containsExactly("note BEGUN", "handled");
  }

  @Test
  void whereNothingElseIsEverAtWorkItIsAlone() {
    quarantine.watch(
        InFlight.oneAtATime(
            Parts.handling(attempt -> Optional.of(Outcome.Ack.INSTANCE)), Parts.settler()));

    guard().run(attempt(3));

    assertThat(done).containsExactly("note BEGUN_ALONE", "handled");
  }

  @Test
  void whereItWaitsWithinTheNoteIsWrittenOnceItIsCalled() {
    Attempt attempt = attempt(3);

    guard(true, false).run(attempt);
    assertThat(done).containsExactly("handled");
    attempt.beforeCall();

    assertThat(done).containsExactly("handled", "note BEGUN");
  }

  @Test
  void whatNoNoteIsKnownOfIsHandled() {
    guard().run(attempt(4));

    assertThat(done).containsExactly("read", "note BEGUN", "handled");
  }

  @ParameterizedTest
  @EnumSource(names = {"HANDLED", "HANDED_BACK"})
  void whatEndedIsHandledAgain(AttemptNote.Stage stage) {
    former = new AttemptNote(stage, 3);

    assertThat(guard().run(attempt(4))).contains(Outcome.Ack.INSTANCE);

    assertThat(done).containsExactly("read", "note BEGUN", "handled");
  }

  @Test
  void whatAProcessHasDiedInTheMiddleOfIsHandledOnceMoreAlone() {
    former = new AttemptNote(AttemptNote.Stage.BEGUN, 3);
    Attempt attempt = attempt(4);

    try (CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN)) {
      assertThat(guard().run(attempt)).contains(Outcome.Ack.INSTANCE);

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("handler test: s.a S/1: its process died in the middle of delivery 3");
    }
    assertThat(done).containsExactly("read", "note BEGUN_ALONE", "handled");
    assertThat(quarantine.isOn()).isTrue();
    quarantine.leave(attempt);
    assertThat(quarantine.isOn()).isFalse();
  }

  @Test
  void ofAWorkerThatIsStoppedItGoesBack() {
    former = new AttemptNote(AttemptNote.Stage.BEGUN, 3);
    gate.stop();

    assertThat(guard().run(attempt(4))).contains(Outcome.Retry.HANDED_BACK);

    assertThat(done).containsExactly("read");
    assertThat(quarantine.isOn()).isFalse();
  }

  @Test
  void whatAProcessHasDiedInTheMiddleOfAloneIsGivenUpUnseen() {
    former = new AttemptNote(AttemptNote.Stage.BEGUN_ALONE, 3);

    assertThat(reason(guard().run(attempt(4))))
        .isEqualTo(
            "attempts spent (3) without a verdict on the last one, delivery 3, which was begun with"
                + " nothing else at work; did the process die in the middle of it?");
    assertThat(done).containsExactly("read");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereItComesAgainItsEndIsNotedForOneMoreAttempt(boolean comesAgain) {
    former = new AttemptNote(AttemptNote.Stage.BEGUN_ALONE, 3);
    Attempt attempt = attempt(4);

    guard(false, comesAgain).run(attempt);
    attempt.settle(Outcome.Retry.HANDED_BACK);

    assertThat(done.contains("note HANDED_BACK")).isEqualTo(comesAgain);
  }

  @Test
  void whatWasGivenUpAndCouldNotBeKeptIsGivenUpForThat() {
    former = new AttemptNote(AttemptNote.Stage.GIVEN_UP, 3);

    assertThat(reason(guard().run(attempt(4))))
        .isEqualTo("given up on delivery 3, by a process that could not keep it and is gone");
    assertThat(done).containsExactly("read");
  }

  @Test
  void whatCannotBeReadIsWaitedFor() {
    failure = TransportException.passing("no answer", null);

    var retry = (Outcome.Retry) guard().run(attempt(4)).orElseThrow();

    assertThat(retry.after()).isEqualTo(Duration.ofSeconds(5));
    assertThat(retry.reason())
        .isEqualTo(
            "comes after its last attempt, and whether that was begun cannot be read: no answer");
    assertThat(done).containsExactly("read");
  }

  private static String reason(Optional<Outcome> outcome) {
    return ((Outcome.Reject) outcome.orElseThrow()).reason();
  }

  private LastAttemptGuard guard() {
    return guard(false, false);
  }

  private LastAttemptGuard guard(boolean waits, boolean comesAgain) {
    return new LastAttemptGuard(
        attempt -> {
          done.add("handled");
          return Optional.of(Outcome.Ack.INSTANCE);
        },
        new LastAttempts(Parts.ID, POLICY, new WrittenJournal()),
        quarantine,
        gate,
        waits,
        comesAgain);
  }

  private Attempt attempt(int number) {
    return new Attempt(
        new WrittenDelivery(new ArrayList<>(), number),
        Parts.settler(Machine.real(), new WrittenJournal(), Observer.none()),
        Thread.currentThread());
  }

  private final class WrittenJournal implements AttemptJournal {

    @Override
    public void note(HandlerId handler, Delivery delivery, AttemptNote.Stage stage) {
      done.add("note " + stage);
    }

    @Override
    public Optional<AttemptNote> find(HandlerId handler, Delivery delivery) {
      done.add("read");
      if (failure != null) {
        throw failure;
      }
      return Optional.ofNullable(former);
    }
  }
}
