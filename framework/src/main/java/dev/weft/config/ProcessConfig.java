package dev.weft.config;

/**
 * What holds for the process as a whole.
 *
 * @param shutdown how long a stop may take
 * @param http the endpoint for probes
 * @param receive how many bytes of messages are received before others are handled
 */
public record ProcessConfig(ShutdownConfig shutdown, HttpConfig http, ReceiveConfig receive) {}
