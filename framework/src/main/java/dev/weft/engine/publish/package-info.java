/**
 * What goes out: encoded and published, tried again until it is stored, and emitted by handlers.
 */
@NullMarked
package dev.weft.engine.publish;

import org.jspecify.annotations.NullMarked;
