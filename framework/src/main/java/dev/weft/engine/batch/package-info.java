/** Batches: several messages that share one call of a batch handler. */
@NullMarked
package dev.weft.engine.batch;

import org.jspecify.annotations.NullMarked;
