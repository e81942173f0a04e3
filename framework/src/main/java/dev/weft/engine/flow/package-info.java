/**
 * What may begin, and when: the gate of a worker, its circuit breaker, and the limits of its rate.
 */
@NullMarked
package dev.weft.engine.flow;

import org.jspecify.annotations.NullMarked;
