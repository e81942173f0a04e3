/** A worker: its specification, the loop that takes, and the watch over what it holds. */
@NullMarked
package dev.weft.engine.worker;

import org.jspecify.annotations.NullMarked;
