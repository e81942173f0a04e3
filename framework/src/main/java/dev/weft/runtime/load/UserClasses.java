package dev.weft.runtime.load;

import dev.weft.BatchHandler;
import dev.weft.Handler;
import dev.weft.HandlerFactory;
import dev.weft.config.classes.ClassCheck;
import dev.weft.config.classes.ClassRole;
import dev.weft.config.classes.CodecConfig;
import java.util.Map;
import java.util.Optional;

/** The classes that a configuration names, as a program has them. Immutable. */
public final class UserClasses implements ClassCheck {

  private final Supplied supplied;
  private final ClassCheck check;

  private UserClasses(Supplied supplied) {
    this.supplied = supplied;
    this.check = new ClassProblems(supplied);
  }

  /** Classes as the loader sees them, and the {@link HandlerFactory} among them if there is one. */
  public static UserClasses of(ClassLoader loader) {
    return new UserClasses(new Supplied(loader, null, Map.of()));
  }

  /** Classes as the loader sees them, with the caller's factory in place of any other. */
  public static UserClasses of(ClassLoader loader, HandlerFactory factory) {
    return new UserClasses(new Supplied(loader, factory, Map.of()));
  }

  /**
   * These classes, save that a handler is not made but given, and nobody closes it. Its payload
   * type, and whether it may be configured, is still read from the configured class, which needs no
   * constructor then.
   *
   * @param name the handler's name in the configuration
   */
  public UserClasses with(String name, Handler<?> instance) {
    return withInstance(name, instance);
  }

  /** As {@link #with(String, Handler)}, for a handler of batches. */
  public UserClasses withBatches(String name, BatchHandler<?> instance) {
    return withInstance(name, instance);
  }

  /** As {@link #with(String, Handler)}, for an object that is either. */
  public UserClasses withInstance(String name, Object instance) {
    return new UserClasses(supplied.with(name, instance));
  }

  @Override
  public Optional<String> problem(ClassRole role, String className) {
    return check.problem(role, className);
  }

  @Override
  public boolean isGiven(String handler) {
    return check.isGiven(handler);
  }

  @Override
  public Optional<String> givenClass(String handler) {
    return check.givenClass(handler);
  }

  @Override
  public Optional<String> payloadProblem(ClassRole role, String className, CodecConfig codec) {
    return check.payloadProblem(role, className, codec);
  }

  @Override
  public boolean isMadeOfData(String className, CodecConfig codec) {
    return check.isMadeOfData(className, codec);
  }

  /** What they were made of. */
  public Supplied supplied() {
    return supplied;
  }
}
