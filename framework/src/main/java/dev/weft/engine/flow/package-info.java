/** When a message may begin: the gate of a worker, its circuit breaker, and its rate limits. */
@NullMarked
package dev.weft.engine.flow;

import org.jspecify.annotations.NullMarked;
