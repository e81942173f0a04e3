/** What users wrote: its classes found and checked, its objects made and closed. */
@NullMarked
package dev.weft.runtime.load;

import org.jspecify.annotations.NullMarked;
