/**
 * Runs handlers. Each job has a package of its own below; this one has what all of them use.
 *
 * <p>Knows transports only by {@link dev.weft.transport}, and telemetry only by {@link
 * dev.weft.engine.Observer}. {@code docs/architecture.md} has the map of the packages.
 */
@NullMarked
package dev.weft.engine;

import org.jspecify.annotations.NullMarked;
