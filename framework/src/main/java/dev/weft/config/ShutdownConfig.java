package dev.weft.config;

import java.time.Duration;

/**
 * How long a stop may take.
 *
 * @param drain how long messages in work may go on after the stop began
 * @param interrupt how long handlers have to end after they were interrupted
 */
public record ShutdownConfig(Duration drain, Duration interrupt) {}
