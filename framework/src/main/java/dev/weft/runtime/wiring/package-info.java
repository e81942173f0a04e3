/** Makes workers' specifications of handlers' parts, and of streams that Weft keeps. */
@NullMarked
package dev.weft.runtime.wiring;

import org.jspecify.annotations.NullMarked;
