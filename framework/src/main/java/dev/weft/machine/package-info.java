/**
 * The one door to the machine: time, timed waits, random numbers, threads. A simulation stands
 * behind the same door. Knows nothing of Weft. ADR 0047.
 */
@NullMarked
package dev.weft.machine;

import org.jspecify.annotations.NullMarked;
