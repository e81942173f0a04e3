/** When a message comes again: the retry policy, and the stores of retries that wait long. */
@NullMarked
package dev.weft.engine.retry;

import org.jspecify.annotations.NullMarked;
