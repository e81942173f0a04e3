package dev.weft.config;

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

/** Finds, parses and resolves HOCON; none of the library's exceptions gets past it. */
final class Hocon {

  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([^}]*)}");

  private Hocon() {}

  /** The file, or what the library's own rules find, with the overrides above it; unresolved. */
  static Config load(@Nullable Path file) {
    try {
      ConfigFactory.invalidateCaches(); // or else system properties stay what they were
      Config application = file == null ? ConfigFactory.defaultApplication() : parse(file);
      return ConfigFactory.defaultOverrides().withFallback(application);
    } catch (ConfigException e) {
      throw HoconFailure.of(e);
    }
  }

  /** The value of {@code weft}, with {@code reference.conf} and the environment below all else. */
  static ConfigValue resolve(Config config, Problems problems) {
    var unresolved = new HashSet<String>();
    try {
      Config whole =
          config
              .withFallback(ConfigFactory.defaultReferenceUnresolved())
              .withFallback(Environment.layer(System.getenv()));
      while (true) {
        Optional<String> missing = missing(whole, problems);
        if (missing.isEmpty()) {
          return whole.resolve().getValue("weft");
        }
        // With a stand-in the rest can be read, and all be reported at once.
        if (!unresolved.add(missing.get())) {
          throw problems.exception();
        }
        whole =
            whole.withFallback(
                ConfigFactory.parseMap(Map.of(missing.get(), ""), Location.REPORTED.source()));
      }
    } catch (ConfigException e) {
      if (unresolved.isEmpty()) {
        throw HoconFailure.of(e);
      }
      throw problems.exception(); // what follows from the stand-ins is no news
    }
  }

  private static Config parse(Path file) {
    if (!Files.exists(file)) {
      // Whole, since where it was looked for is the question.
      throw HoconFailure.of(new Location(file.toAbsolutePath().toString(), 0), "no such file");
    }
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
