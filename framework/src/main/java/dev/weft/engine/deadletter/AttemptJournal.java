package dev.weft.engine.deadletter;

import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.transport.Delivery;
import java.util.Optional;

/**
 * Remembers beyond the end of the process which messages' last attempts were begun, and how they
 * ended. Called by any thread.
 */
public interface AttemptJournal {

  /**
   * Notes how far a message's last attempt has come; blocks until that is stored, whether or not
   * the thread is interrupted.
   *
   * @throws TransportException if it could not be stored; it may be all the same, unless the
   *     exception says otherwise
   */
  void note(HandlerId handler, Delivery delivery, AttemptNote.Stage stage);

  /**
   * What was noted last of the message.
   *
   * @throws TransportException if that cannot be read now
   */
  Optional<AttemptNote> find(HandlerId handler, Delivery delivery);

  /** Whether anything is remembered. */
  default boolean isOn() {
    return true;
  }

  /** Remembers nothing: what died with its process is tried again, without end. */
  static AttemptJournal off() {
    return new AttemptJournal() {
      @Override
      public void note(HandlerId handler, Delivery delivery, AttemptNote.Stage stage) {}

      @Override
      public Optional<AttemptNote> find(HandlerId handler, Delivery delivery) {
        return Optional.empty();
      }

      @Override
      public boolean isOn() {
        return false;
      }
    };
  }
}
