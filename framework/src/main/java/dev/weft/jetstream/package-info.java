/**
 * The typed API for NATS JetStream, on a connection of the caller's. The transport is in the
 * packages below; they and this one alone know jnats.
 */
@NullMarked
package dev.weft.jetstream;

import org.jspecify.annotations.NullMarked;
