package dev.weft.simulation.run;

import dev.weft.simulation.invariant.Violation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a violation is about, whatever its times and counts: another run breaks the same promise
 * only if it breaks it for the same.
 *
 * @param subject the first message that it speaks of, with that message's number, which it keeps
 *     when others are left out; else the words that come before any number
 */
record Gist(String invariant, String subject) {

  private static final Pattern MESSAGE = Pattern.compile("message \\d+");
  private static final Pattern WORDS = Pattern.compile("\\D*");

  static Gist of(Violation violation) {
    Matcher message = MESSAGE.matcher(violation.what());
    if (message.find()) {
      return new Gist(violation.invariant(), message.group());
    }
    Matcher words = WORDS.matcher(violation.what());
    return new Gist(violation.invariant(), words.lookingAt() ? words.group() : "");
  }
}
