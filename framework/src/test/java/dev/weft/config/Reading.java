package dev.weft.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.weft.ConfigurationException;
import dev.weft.ConfigurationProblem;
import dev.weft.config.classes.ClassCheck;
import dev.weft.config.classes.ClassRole;
import dev.weft.config.handler.HandlerConfig;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads configurations from text, as if it stood in {@code application.conf}. */
public final class Reading {

  /** Knows every class of com.acme but those called Missing; batch handlers are called Batch. */
  public static final ClassCheck CLASSES =
      (role, name) ->
          name.startsWith("com.acme.")
                  && !name.endsWith("Missing")
                  && (role != ClassRole.BATCH_HANDLER || name.endsWith("Batch"))
              ? Optional.empty()
              : Optional.of("no such class on the class path");

  /** What a configuration needs at least; on one line. */
  public static final String HANDLER =
      "weft.handlers.charge { class = com.acme.Charge, stream = ORDERS }\n";

  private Reading() {}

  public static Config parse(String hocon) {
    return ConfigFactory.parseString(
        hocon, ConfigParseOptions.defaults().setOriginDescription("application.conf"));
  }

  public static WeftConfig read(String hocon) {
    return WeftConfig.read(parse(hocon), CLASSES);
  }

  /** A configuration with one handler, charge, with the given keys. */
  public static HandlerConfig handler(String keys) {
    return read(HANDLER + "weft.handlers.charge {\n" + keys + "\n}").handlers().getFirst();
  }

  /** The problems of a configuration, as lines. */
  public static List<String> problems(String hocon) {
    return catchThrowableOfType(ConfigurationException.class, () -> read(hocon)).problems().stream()
        .map(ConfigurationProblem::toString)
        .toList();
  }

  /** The problems of a configuration with one good handler; its line does not count. */
  public static List<String> problemsBeside(String hocon) {
    return problems(hocon + "\n" + HANDLER);
  }

  /** The problems of the one handler, without file and path up to its name. */
  public static List<String> handlerProblems(String keys) {
    Pattern prefix = Pattern.compile("application.conf: \\d+: weft.handlers.charge.");
    return problems(HANDLER + "weft.handlers.charge {\n" + keys + "\n}").stream()
        .map(prefix::matcher)
        .map((Matcher matcher) -> matcher.replaceFirst(""))
        .toList();
  }
}
