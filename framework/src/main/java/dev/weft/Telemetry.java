package dev.weft;

/**
 * Where workers, publishers and requesters report what they do, for traces and metrics. {@code
 * dev.weft.telemetry.WeftTelemetry} makes one of an application's OpenTelemetry.
 *
 * <p>Opaque: what is reported may change with each version of Weft, so an implementation of an
 * application's own is refused where it is given.
 */
public interface Telemetry {}
