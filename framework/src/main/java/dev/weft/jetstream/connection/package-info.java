/**
 * The connection in use: how it is opened, watched, replaced when it is closed for good, and
 * closed.
 */
@NullMarked
package dev.weft.jetstream.connection;

import org.jspecify.annotations.NullMarked;
