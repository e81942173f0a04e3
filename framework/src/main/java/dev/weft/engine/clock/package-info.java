/**
 * What comes round or comes due: the time of a runtime, its chores, the keeping alive of what is
 * held, and the alarm of a time limit.
 */
@NullMarked
package dev.weft.engine.clock;

import org.jspecify.annotations.NullMarked;
