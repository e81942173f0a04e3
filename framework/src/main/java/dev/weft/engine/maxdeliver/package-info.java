/** What the server gives up by {@code max_deliver}, kept as a dead letter all the same. */
@NullMarked
package dev.weft.engine.maxdeliver;

import org.jspecify.annotations.NullMarked;
