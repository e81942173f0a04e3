/** Dead letters of messages that the server stops to deliver because of {@code max_deliver}. */
@NullMarked
package dev.weft.engine.maxdeliver;

import org.jspecify.annotations.NullMarked;
