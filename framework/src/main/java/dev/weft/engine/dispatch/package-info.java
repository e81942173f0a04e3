/**
 * On which thread a message is handled and in which order: one at a time, several at once, or one
 * of each key.
 */
@NullMarked
package dev.weft.engine.dispatch;

import org.jspecify.annotations.NullMarked;
