package dev.weft.jetstream;

import dev.weft.Telemetry;
import dev.weft.engine.Observer;
import io.nats.client.Connection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Refuses what an option cannot be: null by its name, and numbers and times that are too small. */
final class OptionChecks {

  private OptionChecks() {}

  /**
   * The value.
   *
   * @throws NullPointerException if it is null: not every caller has a null checker
   */
  static <T> T given(@Nullable T value, String name, String expected) {
    if (value == null) {
      throw new NullPointerException(name + ": null; expected " + expected);
    }
    return value;
  }

  /** Refuses a part of what publishes, subscribes or answers that is null. */
  static void parts(Connection connection, Object codec, Object options) {
    given(connection, "connection", "one that is open");
    given(codec, "codec", "one for the payload");
    given(options, "options", "defaults() for none");
  }

  /**
   * The duration.
   *
   * @throws IllegalArgumentException if it is zero or less
   */
  static Duration positive(Duration value, String name) {
    if (!given(value, name, "more than zero").isPositive()) {
      throw new IllegalArgumentException(name + " " + value + ": expected more than zero");
    }
    return value;
  }

  /**
   * The number.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  static int atLeastOne(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " " + value + ": expected at least 1");
    }
    return value;
  }

  /**
   * The telemetry itself: what it throws is kept from others where it is used.
   *
   * @throws IllegalArgumentException if Weft has not made it
   */
  static Telemetry telemetry(Telemetry telemetry) {
    observer(telemetry);
    return telemetry;
  }

  /**
   * The observer behind the telemetry, guarded.
   *
   * @throws IllegalArgumentException if Weft has not made it
   */
  static Observer observer(Telemetry telemetry) {
    return Observer.of(
        given(telemetry, "telemetry", "one that WeftTelemetry.create(openTelemetry) makes"));
  }
}
