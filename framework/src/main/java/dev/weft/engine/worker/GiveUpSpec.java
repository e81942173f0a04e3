package dev.weft.engine.worker;

import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.DeadLetterAction;
import dev.weft.engine.deadletter.DeadLetters;
import dev.weft.engine.deadletter.ExhaustedAction;
import dev.weft.engine.deadletter.ExhaustedPolicy;
import dev.weft.engine.deadletter.StopAction;
import dev.weft.engine.delivery.Quarantine;
import dev.weft.transport.ConsumerSpec;

/**
 * What follows when a message is given up, and how Weft finds out that a process did not survive a
 * last attempt. A change makes a copy.
 *
 * @param policy what follows when a message is given up
 * @param deadLetters keeps the copies
 * @param attemptJournal remembers which last attempts were begun
 * @param quarantine has a message alone in the process; one for all handlers of it
 */
public record GiveUpSpec(
    ExhaustedPolicy policy,
    DeadLetters deadLetters,
    AttemptJournal attemptJournal,
    Quarantine quarantine) {

  /** Nothing is kept, and nothing remembered. */
  static GiveUpSpec off() {
    return new GiveUpSpec(
        ExhaustedPolicy.deadLetter(), DeadLetters.off(), AttemptJournal.off(), new Quarantine());
  }

  /** With the given policy. */
  public GiveUpSpec withPolicy(ExhaustedPolicy chosen) {
    return new GiveUpSpec(chosen, deadLetters, attemptJournal, quarantine);
  }

  /** With copies kept there. */
  public GiveUpSpec withDeadLetters(DeadLetters chosen) {
    return new GiveUpSpec(policy, chosen, attemptJournal, quarantine);
  }

  /** With last attempts remembered there. */
  public GiveUpSpec withAttemptJournal(AttemptJournal chosen) {
    return new GiveUpSpec(policy, deadLetters, chosen, quarantine);
  }

  /** With this quarantine, which all handlers of the process share. */
  public GiveUpSpec withQuarantine(Quarantine chosen) {
    return new GiveUpSpec(policy, deadLetters, attemptJournal, chosen);
  }

  /** The same for what the handler takes from another consumer. */
  GiveUpSpec on(ConsumerSpec other) {
    return withPolicy(policy.on(other));
  }

  /** Whether neither a message nor a last attempt is lost without a trace. */
  boolean keepsAll() {
    return deadLetters.isOn() && attemptJournal.isOn();
  }

  /** What is done with a message that a worker of the handler gives up. */
  ExhaustedAction action(HandlerId handler, Observer observer, StopAction.Brake brake) {
    return policy.action(new DeadLetterAction(handler, deadLetters), observer, brake);
  }

  /** What is done when the server has ended a message, so that no worker can have it again. */
  public ExhaustedAction actionAfterTheEnd(HandlerId handler, Observer observer) {
    return policy.actionAfterTheEnd(new DeadLetterAction(handler, deadLetters), observer);
  }
}
