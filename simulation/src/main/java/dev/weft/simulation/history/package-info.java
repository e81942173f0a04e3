/** What happened in a run, in the order in which it happened, as data and as readable lines. */
@NullMarked
package dev.weft.simulation.history;

import org.jspecify.annotations.NullMarked;
