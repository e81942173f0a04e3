package dev.weft.config.handler;

import dev.weft.Rate;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code weft.limits}, and what a rate is wherever one stands. */
public final class LimitReader {

  private static final String EXPECTED = "a rate such as 100/s, 2.5/min or 10/h";
  private static final Pattern WORDS = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*/\\s*(s|min|h)");

  // Slower is a mistake, and faster is no limit: one message takes longer than that.
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Duration SHORTEST = Duration.ofNanos(1_000);

  static final Kind<Rate> RATE =
      Kinds.ANY_TEXT
          .then(LimitReader::rate)
          .where(
              rate -> rate.per().toNanos() / rate.messages() <= LONGEST.toNanos(),
              "expected at least one message in 30 days")
          .where(
              rate -> rate.per().toNanos() / rate.messages() >= SHORTEST.toNanos(),
              "expected at most 1000000/s; leave it out for none")
          .called(EXPECTED);

  private LimitReader() {}

  /** Each limit by its name. */
  public static Map<String, Rate> read(Section limits) {
    var rates = new LinkedHashMap<String, Rate>();
    for (Section limit : limits.sections(null)) {
      rates.put(limit.name(), limit.get("rate", RATE, new Rate(1, Duration.ofSeconds(1))));
    }
    return rates;
  }

  private static Kind.Fit<Rate> rate(String text) {
    Matcher words = WORDS.matcher(text.strip());
    if (!words.matches()) {
      return new Kind.Fit.Unfit<>("expected " + EXPECTED);
    }
    double messages = Double.parseDouble(words.group(1));
    return messages > 0
        ? new Kind.Fit.Fits<>(new Rate(messages, time(words.group(2))))
        : new Kind.Fit.Unfit<>("expected more than 0; leave it out for none");
  }

  private static Duration time(String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(1);
      case "min" -> Duration.ofMinutes(1);
      default -> Duration.ofHours(1);
    };
  }
}
