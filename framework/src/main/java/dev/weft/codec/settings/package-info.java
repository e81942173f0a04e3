/**
 * Handlers' settings, read to classes of the user's. Knows no other package, and is no part of what
 * an application writes against.
 */
@NullMarked
package dev.weft.codec.settings;

import org.jspecify.annotations.NullMarked;
