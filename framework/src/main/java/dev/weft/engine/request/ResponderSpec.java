package dev.weft.engine.request;

import dev.weft.Codec;
import dev.weft.Responder;
import dev.weft.engine.HandlerId;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything that has to be known of a responder.
 *
 * @param name its name, for logs and telemetry
 * @param subject what it answers; may have wildcards
 * @param queueGroup whom it shares the requests with; empty to get all of them
 * @param limits how many requests are handled at once, and for how long
 * @param exchange what is asked and answered, and by whom
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public record ResponderSpec<Q, A>(
    String name,
    String subject,
    Optional<String> queueGroup,
    ResponderLimits limits,
    Exchange<Q, A> exchange) {

  /**
   * The bounds of a responder's work.
   *
   * @param concurrency how many requests may be in flight at once
   * @param timeout how long one may be in flight before the responder is interrupted
   */
  public record ResponderLimits(int concurrency, Duration timeout) {}

  /**
   * The user's code.
   *
   * @param requests decodes what is asked
   * @param answers encodes what is answered
   * @param responder answers
   * @param <Q> what is asked
   * @param <A> what is answered
   */
  public record Exchange<Q, A>(Codec<Q> requests, Codec<A> answers, Responder<Q, A> responder) {}

  /** How many requests may be in flight at once, unless told otherwise. */
  public static final int DEFAULT_CONCURRENCY = 100;

  /** A responder's time limit unless told otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  HandlerId id() {
    return new HandlerId(name, "", queueGroup.orElse(""));
  }
}
