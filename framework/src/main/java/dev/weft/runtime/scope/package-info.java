/** The running workers, each in a thread of one scope, and the order of a stop. */
@NullMarked
package dev.weft.runtime.scope;

import org.jspecify.annotations.NullMarked;
