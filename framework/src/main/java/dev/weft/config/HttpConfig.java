package dev.weft.config;

/**
 * The HTTP endpoint for probes.
 *
 * @param enabled whether there is one
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 */
public record HttpConfig(boolean enabled, String host, int port) {}
