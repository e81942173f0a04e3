/**
 * Handlers at work: the worker loop, the steps of one message, settlement and retries.
 *
 * <p>Knows transports only by {@link dev.weft.transport}, and telemetry only by {@link
 * dev.weft.engine.Observer}.
 */
@NullMarked
package dev.weft.engine;

import org.jspecify.annotations.NullMarked;
