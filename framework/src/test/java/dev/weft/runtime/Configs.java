package dev.weft.runtime;

import com.typesafe.config.ConfigFactory;
import dev.weft.config.WeftConfig;
import dev.weft.runtime.load.UserClasses;

/** Reads a test's configuration from text. */
public final class Configs {

  public static final UserClasses CLASSES = UserClasses.of(Configs.class.getClassLoader());

  private Configs() {}

  public static WeftConfig read(String hocon) {
    return WeftConfig.read(ConfigFactory.parseString(hocon), CLASSES);
  }

  /** A class of {@link TestHandlers} as it stands in a configuration. */
  public static String name(Class<?> type) {
    return type.getName();
  }
}
