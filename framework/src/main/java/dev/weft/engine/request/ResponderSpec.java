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
 * @param concurrency how many requests may be in work at once
 * @param timeout how long one may be in work before the responder is interrupted
 * @param requests decodes what is asked
 * @param answers encodes what is answered
 * @param responder the user's code
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public record ResponderSpec<Q, A>(
    String name,
    String subject,
    Optional<String> queueGroup,
    int concurrency,
    Duration timeout,
    Codec<Q> requests,
    Codec<A> answers,
    Responder<Q, A> responder) {

  /** How many requests may be in work at once, unless told otherwise. */
  public static final int DEFAULT_CONCURRENCY = 100;

  /** A responder's time limit unless told otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  HandlerId id() {
    return new HandlerId(name, "", queueGroup.orElse(""));
  }
}
