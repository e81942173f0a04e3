package dev.weft.config;

import java.time.Duration;

/**
 * How retries that wait long are kept.
 *
 * @param longerThan waits up to this are the consumer's own delays
 */
public record ScheduledRetriesConfig(Duration longerThan) {}
