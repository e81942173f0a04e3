/** OpenTelemetry for workers and publishers; the only package that knows it. */
@NullMarked
package dev.weft.telemetry;

import org.jspecify.annotations.NullMarked;
