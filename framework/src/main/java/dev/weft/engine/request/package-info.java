/** Requests and their answers. */
@NullMarked
package dev.weft.engine.request;

import org.jspecify.annotations.NullMarked;
