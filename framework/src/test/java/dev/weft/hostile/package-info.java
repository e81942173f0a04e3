/**
 * Code from outside that misbehaves in every way, at every place, however messages are worked on.
 */
@NullMarked
package dev.weft.hostile;

import org.jspecify.annotations.NullMarked;
