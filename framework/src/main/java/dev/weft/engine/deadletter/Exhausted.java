package dev.weft.engine.deadletter;

import dev.weft.transport.ConsumerSpec;

/**
 * What follows when a message is given up: its attempts or its time are spent, it is rejected, or
 * it cannot be decoded.
 */
public sealed interface Exhausted {

  /** It becomes a dead letter, and the worker goes on with the next one. */
  record DeadLetter() implements Exhausted {}

  /**
   * It becomes a dead letter, and so does every later message of its key, unhandled.
   *
   * @param keys remembers the keys; for one handler with an order by key, and dead letters
   */
  record ParkKey(ParkedKeys keys) implements Exhausted {

    @Override
    public Exhausted on(ConsumerSpec other) {
      return new ParkKey(keys.on(other));
    }
  }

  /** It goes back, and the worker takes nothing more until somebody resumes it. */
  record Stop() implements Exhausted {}

  /** The same for what the handler takes from another consumer. */
  default Exhausted on(ConsumerSpec other) {
    return this;
  }

  /** The usual end. */
  static Exhausted deadLetter() {
    return new DeadLetter();
  }
}
