package dev.weft.config.classes;

import java.util.Optional;

/**
 * Tells whether a class named in the configuration can be used.
 *
 * <p>This package loads no classes: who reads a configuration knows the class loader and what each
 * role asks for.
 */
@FunctionalInterface
public interface ClassCheck {

  /**
   * What is wrong with the class, such as {@code no such class on the class path}; empty if it can
   * be used. Called on the reading thread, once or more for each class named.
   *
   * @param className never blank
   */
  Optional<String> problem(ClassRole role, String className);

  /**
   * Whether an object is given for a handler, which is not constructed then.
   *
   * @param handler the handler's name
   */
  default boolean isGiven(String handler) {
    return false;
  }

  /**
   * The class of the object that is given for a handler, which then needs none in its entry; empty
   * if none is given.
   *
   * @param handler the handler's name
   */
  default Optional<String> givenClass(String handler) {
    return Optional.empty();
  }

  /**
   * What is wrong with the payloads of a handler or responder and the codec that is to decode them:
   * that the codec cannot make the type, or that its library is missing. Empty if nothing is, or if
   * nobody can tell. Called on the reading thread.
   *
   * @param role {@link ClassRole#HANDLER} or {@link ClassRole#RESPONDER}
   * @param className a class that {@link #problem} has no problem with
   */
  default Optional<String> payloadProblem(ClassRole role, String className, CodecConfig codec) {
    return Optional.empty();
  }

  /**
   * Whether a handler's payloads are made of the data of its messages; false if nobody can tell.
   * Called on the reading thread.
   *
   * @param className a class that {@link #problem} has no problem with
   */
  default boolean isMadeOfData(String className, CodecConfig codec) {
    return false;
  }
}
