/** When a message is retried: the decision after a failure, and the stores of scheduled retries. */
@NullMarked
package dev.weft.engine.retry;

import org.jspecify.annotations.NullMarked;
