/** Puts the parts together: {@code Weft} starts the workers of a configuration and stops them. */
@NullMarked
package dev.weft.runtime;

import org.jspecify.annotations.NullMarked;
