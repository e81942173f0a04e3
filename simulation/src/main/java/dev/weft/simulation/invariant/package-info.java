/** What must hold of a run, each promise in a class of its own. Functions of a finished history. */
@NullMarked
package dev.weft.simulation.invariant;

import org.jspecify.annotations.NullMarked;
