package dev.weft.config;

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
}
