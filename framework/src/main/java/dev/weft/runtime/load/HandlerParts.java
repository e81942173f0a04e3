package dev.weft.runtime.load;

import dev.weft.Codec;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.engine.worker.UserHandler;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What users wrote for one handler, constructed.
 *
 * @param notRetried the exceptions that are not worth another attempt
 */
public record HandlerParts(
    HandlerConfig config,
    UserHandler<?> handler,
    Codec<?> codec,
    @Nullable MessageKey key,
    List<Middleware> middleware,
    Set<Class<? extends Throwable>> notRetried) {}
