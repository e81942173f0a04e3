package dev.weft.jetstream.receive;

import java.time.Duration;

/**
 * How long a source's next pull is to stay open: 2 s, and twice as long after each one to which
 * nothing came, up to a minute. One thread at a time uses it.
 *
 * <p>What is longer is a pull for one message, and the server has to show every now and then that
 * it keeps it: one that is lost is noticed as soon as one of 2 s would be, nearly (ADR 0050).
 */
final class PullLength {

  /** How long a pull stays open while messages come. */
  static final Duration SHORT = Duration.ofSeconds(2);

  /** The longest that one stays open. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  private static final Duration BEAT = Duration.ofSeconds(5);

  private Duration longest;
  private boolean staysShort;
  private final Duration shortest;
  private Duration next;

  /** Short at first, and never longer than that. */
  PullLength(Duration longest) {
    this.longest = longest;
    this.shortest = shorter(SHORT, longest);
    this.next = shortest;
  }

  /** None is to be long: what is sent to nobody would be overtaken by what others are sent. */
  void stayShort() {
    staysShort = true;
    longest = shortest;
    next = shortest;
  }

  /** Whether none is to be long. */
  boolean staysShort() {
    return staysShort;
  }

  /** How long the next one is to stay open. */
  Duration next() {
    return next;
  }

  /** Whether the next one is for one message, with beats. */
  boolean isLong() {
    return isLong(next);
  }

  /** Whether one of this length is for one message, with beats. */
  static boolean isLong(Duration length) {
    return length.compareTo(SHORT) > 0;
  }

  /** How often the server has to show that it keeps one of this length: twice in it at least. */
  static Duration beat(Duration length) {
    return shorter(length.dividedBy(2), BEAT);
  }

  /** Nothing came for the last one. */
  void nothingCame() {
    next = shorter(next.multipliedBy(2), longest);
  }

  /** Something came, or it is not known whether anything would: the next one is short. */
  void reset() {
    next = shortest;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
