/** How a NATS server is reached: what an application or its configuration says of it. */
@NullMarked
package dev.weft.jetstream.settings;

import org.jspecify.annotations.NullMarked;
