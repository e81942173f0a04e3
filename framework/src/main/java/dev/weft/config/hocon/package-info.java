/** HOCON with the place of each value: what stands where, of what kind, and what is wrong. */
@NullMarked
package dev.weft.config.hocon;

import org.jspecify.annotations.NullMarked;
