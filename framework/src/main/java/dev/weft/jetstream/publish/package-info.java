/** How messages are published to streams, and how the servers' confirmations come back. */
@NullMarked
package dev.weft.jetstream.publish;

import org.jspecify.annotations.NullMarked;
