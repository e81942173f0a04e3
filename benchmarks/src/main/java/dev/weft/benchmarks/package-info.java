/** Weft beside hand-written loops on jnats, on one server and in one run. */
@NullMarked
package dev.weft.benchmarks;

import org.jspecify.annotations.NullMarked;
