/** The classes that a configuration names, and the check of each. */
@NullMarked
package dev.weft.config.classes;

import org.jspecify.annotations.NullMarked;
