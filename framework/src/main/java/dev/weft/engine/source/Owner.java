package dev.weft.engine.source;

import dev.weft.transport.ConsumerSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The program that a consumer was created for, which its metadata keeps. It tells two programs
 * apart that take from one consumer by accident; replicas and versions of one program are equal.
 *
 * @param application the program's configured name; empty where it has none
 * @param handler the handler's class
 */
public record Owner(Optional<String> application, String handler) {

  private static final String METADATA = "metadata";
  private static final String APPLICATION = "weft-application";
  private static final String CLASS = "weft-class";

  /** Who stands in a consumer's settings; empty if nobody does. */
  public static Optional<Owner> of(Map<String, Object> settings) {
    return settings.get(METADATA) instanceof Map<?, ?> labels
            && labels.get(CLASS) instanceof String handler
        ? Optional.of(
            new Owner(Optional.ofNullable(labels.get(APPLICATION)).map(String::valueOf), handler))
        : Optional.empty();
  }

  /** A consumer that is created for this owner. */
  public ConsumerSpec mark(ConsumerSpec consumer) {
    var labels = new HashMap<String, Object>();
    if (consumer.settings().get(METADATA) instanceof Map<?, ?> configured) {
      configured.forEach((key, value) -> labels.put(String.valueOf(key), value));
    }
    application.ifPresent(name -> labels.put(APPLICATION, name));
    labels.put(CLASS, handler);
    var settings = new HashMap<>(consumer.settings());
    settings.put(METADATA, Map.copyOf(labels));
    return new ConsumerSpec(consumer.stream(), consumer.name(), settings);
  }

  /** Whether both are one program: by the name of the application, or else by the class. */
  public boolean isSame(Owner other) {
    return (application.isPresent() && other.application.isPresent())
        ? application.equals(other.application)
        : handler.equals(other.handler);
  }

  /** The owner as a log shows it. */
  @Override
  public String toString() {
    return application.map(name -> handler + " of application " + name).orElse(handler);
  }
}
