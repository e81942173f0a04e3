package dev.weft.engine.deadletter;

import dev.weft.engine.Observer;
import dev.weft.transport.ConsumerSpec;
import java.util.Optional;

/**
 * What follows when a message is given up: its attempts or its time are spent, it is rejected, or
 * it cannot be decoded.
 */
public sealed interface ExhaustedPolicy {

  /** It becomes a dead letter, and the worker goes on with the next one. */
  record DeadLetter() implements ExhaustedPolicy {}

  /**
   * It becomes a dead letter, and so does every later message of its key, unhandled.
   *
   * @param keys remembers the keys; for one handler with an order by key, and dead letters
   */
  record ParkKey(ParkedKeys keys) implements ExhaustedPolicy {

    @Override
    public ExhaustedAction actionAfterTheEnd(DeadLetterAction deadLetter, Observer observer) {
      return new ParkKeyAction(deadLetter.handler(), keys, deadLetter, observer);
    }

    @Override
    public Optional<ParkedKeys> parkedKeys() {
      return Optional.of(keys);
    }

    @Override
    public ExhaustedPolicy on(ConsumerSpec other) {
      return new ParkKey(keys.on(other));
    }
  }

  /** It is handed back, and the worker takes nothing more until it is resumed. */
  record Stop() implements ExhaustedPolicy {

    @Override
    public ExhaustedAction action(
        DeadLetterAction deadLetter, Observer observer, StopAction.Brake brake) {
      return new StopAction(deadLetter.handler(), brake, observer);
    }

    @Override
    public boolean comesAgain() {
      return true;
    }
  }

  /** The usual end. */
  static ExhaustedPolicy deadLetter() {
    return new DeadLetter();
  }

  /**
   * What is done with a message that its worker gives up.
   *
   * @param brake halts the worker
   */
  default ExhaustedAction action(
      DeadLetterAction deadLetter, Observer observer, StopAction.Brake brake) {
    return actionAfterTheEnd(deadLetter, observer);
  }

  /** What is done when the server has ended a message, so that no worker can have it again. */
  default ExhaustedAction actionAfterTheEnd(DeadLetterAction deadLetter, Observer observer) {
    return deadLetter;
  }

  /** Whether what is given up comes again, for one more attempt. */
  default boolean comesAgain() {
    return false;
  }

  /** The keys whose messages are given up unhandled; empty if no key is parked by it. */
  default Optional<ParkedKeys> parkedKeys() {
    return Optional.empty();
  }

  /** The same for what the handler takes from another consumer. */
  default ExhaustedPolicy on(ConsumerSpec other) {
    return this;
  }
}
