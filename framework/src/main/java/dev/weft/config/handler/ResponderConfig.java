package dev.weft.config.handler;

import dev.weft.config.classes.CodecConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * One responder as configured: a block under {@code weft.handlers} with {@code mode = reply}.
 *
 * @param name its key under {@code weft.handlers}
 * @param className the class that implements {@link dev.weft.Responder}
 * @param subject what it answers; may have wildcards
 * @param queueGroup whom it shares the requests with; empty to get all of them
 * @param concurrency how many requests may be in work at once
 * @param timeout how long one may be in work
 * @param codec as {@link HandlerConfig#codec}, for what is asked and for what is answered
 * @param settings the user's own block, for the responder to read
 */
public record ResponderConfig(
    String name,
    String className,
    String subject,
    Optional<String> queueGroup,
    int concurrency,
    Duration timeout,
    CodecConfig codec,
    HandlerSettings settings) {}
