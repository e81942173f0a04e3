/**
 * One message on its way: the stages of its pipeline in order, the attempt that they are about, and
 * its settlement.
 */
@NullMarked
package dev.weft.engine.delivery;

import org.jspecify.annotations.NullMarked;
