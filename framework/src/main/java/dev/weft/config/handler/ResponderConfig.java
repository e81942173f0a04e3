package dev.weft.config.handler;

import dev.weft.config.classes.CodecConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * One responder as configured: a block under {@code weft.handlers} with {@code mode = reply}.
 *
 * @param name its key under {@code weft.handlers}
 * @param responder the class that answers
 * @param listening which requests it answers
 * @param concurrency how many requests may be in work at once
 * @param timeout how long one may be in work
 * @param codec as {@link CallConfig#codec}, for requests and for answers
 */
public record ResponderConfig(
    String name,
    HandlerClass responder,
    Listening listening,
    int concurrency,
    Duration timeout,
    CodecConfig codec) {

  /**
   * Which requests a responder answers.
   *
   * @param subject where they are sent to; may have wildcards
   * @param queueGroup whom it shares them with; empty to get all of them
   */
  public record Listening(String subject, Optional<String> queueGroup) {}

  /** The name of the class that answers. */
  public String className() {
    return responder.name();
  }
}
