/** The README's examples, compiled and run; and the documentation, held to the code. */
@NullMarked
package dev.weft.app.readme;

import org.jspecify.annotations.NullMarked;
