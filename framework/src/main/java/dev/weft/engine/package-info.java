/**
 * Handlers at work, in rooms of their own; here are the words that all of them use.
 *
 * <p>Knows transports only by {@link dev.weft.transport}, and telemetry only by {@link
 * dev.weft.engine.Observer}. {@code docs/architecture.md} has the map of the rooms.
 */
@NullMarked
package dev.weft.engine;

import org.jspecify.annotations.NullMarked;
