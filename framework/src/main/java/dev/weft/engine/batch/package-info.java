/** Where messages share a call. */
@NullMarked
package dev.weft.engine.batch;

import org.jspecify.annotations.NullMarked;
