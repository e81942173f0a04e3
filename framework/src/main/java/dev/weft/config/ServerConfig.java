package dev.weft.config;

import dev.weft.PublishLimits;
import dev.weft.jetstream.settings.ConnectionSettings;
import java.time.Duration;

/**
 * How the server is reached and published to.
 *
 * @param transport which transport carries the messages
 * @param nats how to reach NATS; of no use with {@link TransportKind#MEMORY}
 * @param publishTimeout how long each try of a publish waits for the server's answer
 * @param publish how often it is tried again, and how many may be under way
 */
public record ServerConfig(
    TransportKind transport,
    ConnectionSettings nats,
    Duration publishTimeout,
    PublishLimits publish) {}
