package dev.weft.config.handler;

import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long a handler that is well may ask its consumer for nothing, beside the few seconds that a
 * pull and a new connection take.
 *
 * @param time the longest of its pauses; empty for one without end
 * @param setting what makes it so long, with its value
 */
public record Silence(Optional<Duration> time, String setting) {

  private static final String THRESHOLD = "inactive_threshold";
  private static final Duration PULLS = Duration.ofSeconds(15);

  /** That of a handler. */
  public static Silence of(HandlerConfig handler) {
    if (handler.giveUp().onExhausted() == OnExhausted.STOP) {
      return new Silence(Optional.empty(), "on-exhausted = stop");
    }
    Duration pause =
        handler.flow().breaker().enabled() ? handler.flow().breaker().pause() : Duration.ZERO;
    Duration gap = handler.flow().throttle().rate().map(rate -> rate.gap()).orElse(Duration.ZERO);
    return Stream.of(
            new Silence(Optional.of(pause), "breaker.pause = " + SettingText.of(pause)),
            new Silence(Optional.of(gap), "rate: one message in " + SettingText.of(gap)),
            new Silence(
                Optional.of(handler.call().timeout()),
                "timeout = " + SettingText.of(handler.call().timeout())))
        .max(Comparator.comparing(one -> one.time.orElseThrow()))
        .orElseThrow();
  }

  /** Why a consumer with these settings would be deleted meanwhile; empty if it would not. */
  public Optional<String> problem(Map<String, Object> consumer) {
    long threshold = consumer.get(THRESHOLD) instanceof Number nanos ? nanos.longValue() : 0;
    if (threshold <= 0 || (time.isPresent() && threshold > time.get().plus(PULLS).toNanos())) {
      return Optional.empty();
    }
    return Optional.of(
        "the server deletes a consumer, and forgets what it has handled, when nothing asks it for"
            + " messages for so long, which this handler may not do ("
            + setting
            + "); expected "
            + time.map(longest -> "more than " + SettingText.of(longest.plus(PULLS)) + ", or ")
                .orElse("")
            + "no inactive_threshold");
  }
}
