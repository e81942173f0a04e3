package dev.weft.config.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashMap;
import java.util.Map;

/** The environment variables as configuration, each with its own name as origin. */
final class Environment {

  private Environment() {}

  /**
   * A layer to put under everything else. Typesafe config would find the variables by itself, but
   * say only that a value came from some variable.
   */
  static Config layer(Map<String, String> variables) {
    var values = new HashMap<String, ConfigValue>();
    variables.forEach(
        (name, value) -> values.put(name, ConfigValueFactory.fromAnyRef(value, "env var " + name)));
    ConfigObject root = ConfigValueFactory.fromMap(values, "environment");
    return root.toConfig();
  }

  /** The variable that overrides a path under {@code -Dconfig.override_with_env_vars=true}. */
  static String overrideOf(String path) {
    return "CONFIG_FORCE_" + path.replace("_", "___").replace("-", "__").replace('.', '_');
  }
}
