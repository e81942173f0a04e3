/** Reads HOCON into records and reports every problem with its file and line. */
@NullMarked
package dev.weft.config;

import org.jspecify.annotations.NullMarked;
