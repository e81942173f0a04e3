/** The connection to NATS, and NATS's own settings of streams and consumers. */
@NullMarked
package dev.weft.config.nats;

import org.jspecify.annotations.NullMarked;
