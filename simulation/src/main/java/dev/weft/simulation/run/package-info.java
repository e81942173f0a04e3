/** Runs scenarios, checks them, and finds the shortest that fails. */
@NullMarked
package dev.weft.simulation.run;

import org.jspecify.annotations.NullMarked;
