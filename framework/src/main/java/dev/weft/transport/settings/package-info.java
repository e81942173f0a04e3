/** NATS's settings of streams and consumers: as text, compared, and the subjects they name. */
@NullMarked
package dev.weft.transport.settings;

import org.jspecify.annotations.NullMarked;
