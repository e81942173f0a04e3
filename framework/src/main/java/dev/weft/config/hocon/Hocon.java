package dev.weft.config.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds, parses and resolves HOCON; what the library refuses is noted as a problem. */
public final class Hocon {

  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([^}]*)}");

  private Hocon() {}

  /**
   * The file, or what the library's own rules find, with the overrides above it; unresolved. Empty
   * after a problem.
   */
  public static Optional<Config> load(@Nullable Path file, Problems problems) {
    if (file != null && !Files.exists(file)) {
      // Whole, since where it was looked for is the question.
      problems.add(new Location(file.toAbsolutePath().toString(), 0), "", "no such file");
      return Optional.empty();
    }
    try {
      ConfigFactory.invalidateCaches(); // or else system properties stay what they were
      Config application =
          file == null ? ConfigFactory.defaultApplication(ContextLoader.find()) : parse(file);
      return Optional.of(ConfigFactory.defaultOverrides().withFallback(application));
    } catch (ConfigException e) {
      HoconFailure.note(e, problems);
      return Optional.empty();
    }
  }

  /**
   * The value of {@code weft}, with {@code reference.conf} and the environment below all else.
   * Empty after a problem that keeps the rest from being read.
   */
  public static Optional<ConfigValue> resolve(Config config, Problems problems) {
    var unresolved = new HashSet<String>();
    try {
      Config whole =
          config
              .withFallback(ConfigFactory.defaultReferenceUnresolved(ContextLoader.find()))
              .withFallback(Environment.layer(System.getenv()));
      while (true) {
        Optional<String> missing = missing(whole, problems);
        if (missing.isEmpty()) {
          return Optional.of(whole.resolve().getValue("weft"));
        }
        // With a stand-in the rest can be read, and all be reported at once.
        if (!unresolved.add(missing.get())) {
          return Optional.empty();
        }
        whole =
            whole.withFallback(
                ConfigFactory.parseMap(Map.of(missing.get(), ""), Location.REPORTED.source()));
      }
    } catch (ConfigException e) {
      if (unresolved.isEmpty()) { // or else it follows from the stand-ins, and is no news
        HoconFailure.note(e, problems);
      }
      return Optional.empty();
    }
  }

  private static Config parse(Path file) {
    return ConfigFactory.parseFile(
        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
  }

  // The substitution that keeps the configuration from being resolved.
  private static Optional<String> missing(Config config, Problems problems) {
    try {
      config.resolve();
      return Optional.empty();
    } catch (ConfigException.UnresolvedSubstitution e) {
      String message = String.valueOf(e.getMessage());
      Matcher name = SUBSTITUTION.matcher(message);
      if (!name.find() || message.contains("cycle")) {
        throw e;
      }
      problems.add(
          Location.of(e.origin(), ""),
          name.group(),
          "no such key, system property or environment variable; set it, or write ${?"
              + name.group(1)
              + "} to do without");
      return Optional.of(name.group(1));
    }
  }
}
