/**
 * The example handlers, tested with a fake message and a context that records what they publish.
 */
@NullMarked
package dev.weft.app.orders;

import org.jspecify.annotations.NullMarked;
