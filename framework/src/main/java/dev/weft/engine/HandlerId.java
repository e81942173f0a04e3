package dev.weft.engine;

/**
 * Which handler, and what it takes from; goes into logs and telemetry.
 *
 * @param name the handler's name in the configuration
 * @param stream the stream it takes from
 * @param consumer the durable consumer its replicas share
 */
public record HandlerId(String name, String stream, String consumer) {}
