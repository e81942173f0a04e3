/**
 * NATS JetStream: the transport, and the typed API on a connection of the caller's; the only
 * package that knows jnats.
 */
@NullMarked
package dev.weft.jetstream;

import org.jspecify.annotations.NullMarked;
