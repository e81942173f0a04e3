/**
 * Timed work: the clock of a runtime, periodic and delayed tasks, keeping messages alive, and the
 * alarm of a time limit.
 */
@NullMarked
package dev.weft.engine.clock;

import org.jspecify.annotations.NullMarked;
