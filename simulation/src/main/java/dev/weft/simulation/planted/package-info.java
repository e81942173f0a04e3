/**
 * Bugs planted into the product, one at a time, that the simulation has to find: what shows that
 * its scenarios, faults and invariants are worth something.
 */
@NullMarked
package dev.weft.simulation.planted;

import org.jspecify.annotations.NullMarked;
