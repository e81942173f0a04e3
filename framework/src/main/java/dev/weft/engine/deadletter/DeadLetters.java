package dev.weft.engine.deadletter;

import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;

/** Keeps what a handler's messages were, once they are given up. Called by any thread. */
public interface DeadLetters {

  /**
   * Keeps a copy of the delivery with the reason; blocks until it is stored. Only then the original
   * is terminated.
   *
   * @return where the copy is, for the log
   * @throws TransportException if it could not be stored; the original is retried then, not dropped
   */
  String keep(HandlerId handler, Delivery delivery, Outcome.Reject reject);

  /** Whether anything is kept. */
  default boolean isOn() {
    return true;
  }

  /** Keeps nothing: what is given up is gone. */
  static DeadLetters off() {
    return new DeadLetters() {
      @Override
      public String keep(HandlerId handler, Delivery delivery, Outcome.Reject reject) {
        return "no copy kept";
      }

      @Override
      public boolean isOn() {
        return false;
      }
    };
  }
}
