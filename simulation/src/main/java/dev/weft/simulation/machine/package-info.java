/**
 * The simulated machine: virtual threads under a seeded scheduler, a clock that jumps, and chance
 * from the seed. One seed, one history. Knows nothing of Weft but the door to the machine.
 */
@NullMarked
package dev.weft.simulation.machine;

import org.jspecify.annotations.NullMarked;
