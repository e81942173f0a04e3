package dev.weft.config.hocon;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.weft.transport.settings.SettingText;
import dev.weft.transport.settings.SubjectPattern;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The kinds of values there are. Each is read from a string too, since that is what an environment
 * variable is.
 */
public final class Kinds {

  private static final int MAX_DESCRIPTION = 4096;
  private static final Pattern PERCENTAGE = Pattern.compile("[0-9]{1,9}%?");

  public static final Kind<String> ANY_TEXT = Kind.of("a string", Kinds::text);

  public static final Kind<String> TEXT =
      ANY_TEXT.where(text -> !text.isBlank(), "expected a string that is not blank");

  public static final Kind<Boolean> FLAG =
      Kind.of("true or false", value -> typed(value, one -> one.atKey("v").getBoolean("v")));

  public static final Kind<Long> WHOLE = Kind.of("a whole number", Kinds::whole);

  public static final Kind<Double> DECIMAL =
      Kind.of("a number", value -> text(value).flatMap(Kinds::decimal).map(BigDecimal::doubleValue))
          .where(Double::isFinite, "expected a smaller number");

  public static final Kind<Duration> DURATION =
      Kind.of("a duration with a unit, such as 500ms, 30s or 5m", Kinds::duration)
          .where(duration -> !duration.isNegative(), "expected 0s or more");

  public static final Kind<Duration> POSITIVE_DURATION =
      DURATION.where(Duration::isPositive, "expected more than 0s");

  /** A duration as NATS wants it. */
  public static final Kind<Long> NANOS =
      DURATION.then(duration -> new Kind.Fit.Fits<>(duration.toNanos()));

  /** Bytes, with or without a unit; -1 is NATS's word for no limit. */
  public static final Kind<Long> SIZE =
      Kind.of("a number of bytes, such as 1048576 or 1MiB", Kinds::size)
          .where(bytes -> bytes >= -1, "expected -1 (no limit) or more");

  /** A point in time, kept as it is written. */
  public static final Kind<String> INSTANT =
      TEXT.where(Kinds::isInstant, "expected a time such as 2030-01-31T12:00:00Z");

  /** What a stream takes. */
  public static final Kind<String> SUBJECTS =
      ANY_TEXT
          .where(
              SubjectPattern::isPattern,
              "expected a subject such as orders.new or orders.>: tokens with dots between them,"
                  + " none of them empty or with a blank in it, and > at the end only")
          .called("a subject");

  /** What a consumer takes of its stream. */
  public static final Kind<String> FILTER =
      ANY_TEXT
          .where(
              SubjectPattern::isPattern,
              "expected a subject such as orders.new or orders.>: tokens with dots between them,"
                  + " none of them empty or with a blank in it, and > at the end only; leave the"
                  + " key out to take all that the stream has")
          .called("a subject");

  /** What says something to people. */
  public static final Kind<String> DESCRIPTION =
      ANY_TEXT.where(
          text -> text.getBytes(UTF_8).length <= MAX_DESCRIPTION,
          "too long; the server takes " + MAX_DESCRIPTION + " bytes");

  /** How many of a consumer's acknowledgements are reported. */
  public static final Kind<String> PERCENT =
      ANY_TEXT.where(
          text -> PERCENTAGE.matcher(text).matches(), "expected a percentage such as 100 or 30%");

  /** A file's name, whether or not there is such a file. */
  public static final Kind<Path> FILE = TEXT.then(Kinds::file).called("a file's name");

  /** A file that can be read now. */
  public static final Kind<Path> READABLE_FILE =
      FILE.where(Files::exists, "no such file; expected one that can be read")
          .where(
              file -> Files.isRegularFile(file) && Files.isReadable(file),
              "cannot be read as a file; check its kind and its permissions");

  /** A duration as NATS wants it that is none or at least so long. */
  public static Kind<Long> nanosFrom(Duration least) {
    return NANOS.where(
        nanos -> nanos == 0 || nanos >= least.toNanos(),
        "expected 0s, or at least " + SettingText.of(least) + ", as the server asks for");
  }

  // Printable ASCII but the blank, wildcards, the dot and slashes; the server's limit is 255.
  private static final Pattern NATS_NAME = Pattern.compile("[!-~&&[^.*>/\\\\]]{1,255}");

  public static final Kind<String> STREAM_OR_CONSUMER =
      ANY_TEXT
          .where(
              Kinds::isName,
              "expected a name without blanks, '.', '*', '>', '/' or '\\', as NATS asks for")
          .called("a name");

  /** A block of which nothing is known. */
  public static final Kind<ConfigObject> BLOCK =
      Kind.of(
          "a block: { … }",
          value -> value instanceof ConfigObject block ? Optional.of(block) : Optional.empty());

  private Kinds() {}

  /** Whether NATS takes it as the name of a stream or a consumer. */
  public static boolean isName(String name) {
    return NATS_NAME.matcher(name).matches();
  }

  public static Kind<Long> atLeast(long min) {
    return WHOLE.where(number -> number >= min, "expected at least " + min);
  }

  public static Kind<Long> between(long min, long max) {
    return atLeast(min).where(number -> number <= max, "expected at most " + max);
  }

  public static Kind<String> oneOf(String... values) {
    String expected = "one of " + String.join(", ", values);
    return Kind.of(expected, value -> text(value).filter(List.of(values)::contains));
  }

  /** A constant by its name in kebab-case. */
  public static <E extends Enum<E>> Kind<E> constant(Class<E> type) {
    E[] constants = type.getEnumConstants();
    String[] names = Arrays.stream(constants).map(Kinds::nameOf).toArray(String[]::new);
    return oneOf(names)
        .then(name -> new Kind.Fit.Fits<>(constants[Arrays.asList(names).indexOf(name)]));
  }

  private static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<String> text(ConfigValue value) {
    return typed(value, one -> one.atKey("v").getString("v"));
  }

  private static Optional<Long> whole(ConfigValue value) {
    return text(value).flatMap(Kinds::decimal).flatMap(Kinds::exact);
  }

  private static Optional<BigDecimal> decimal(String text) {
    try {
      return Optional.of(new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> exact(BigDecimal number) {
    try {
      return Optional.of(number.longValueExact());
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  // A bare number would be read as milliseconds here and as nanoseconds by NATS: it has to say.
  private static Optional<Duration> duration(ConfigValue value) {
    return text(value)
        .map(String::strip)
        .filter(text -> !text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1)))
        .flatMap(text -> typed(value, one -> one.atKey("v").getDuration("v")));
  }

  private static Optional<Long> size(ConfigValue value) {
    return whole(value).or(() -> typed(value, one -> one.atKey("v").getBytes("v")));
  }

  // The library's own conversions, whose refusals differ by type and by what was tried.
  private static <T> Optional<T> typed(ConfigValue value, Function<ConfigValue, T> conversion) {
    if (value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
      return Optional.empty();
    }
    try {
      return Optional.of(conversion.apply(value));
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  private static boolean isInstant(String text) {
    try {
      return OffsetDateTime.parse(text).getYear() > 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static Kind.Fit<Path> file(String name) {
    try {
      return new Kind.Fit.Fits<>(Path.of(name));
    } catch (InvalidPathException e) {
      return new Kind.Fit.Unfit<>("expected a file's name");
    }
  }
}
