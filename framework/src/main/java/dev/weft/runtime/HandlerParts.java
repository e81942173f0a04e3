package dev.weft.runtime;

import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.config.HandlerConfig;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What users wrote for one handler, constructed.
 *
 * @param notRetried the exceptions that are not worth another attempt
 */
record HandlerParts(
    HandlerConfig config,
    Handler<?> handler,
    Codec<?> codec,
    @Nullable MessageKey key,
    List<Middleware> middleware,
    Set<Class<? extends Throwable>> notRetried) {}
