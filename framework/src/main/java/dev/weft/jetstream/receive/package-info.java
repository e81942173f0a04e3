/**
 * How messages are pulled from a consumer: how many, how many bytes, and what becomes of the rest
 * at the end.
 */
@NullMarked
package dev.weft.jetstream.receive;

import org.jspecify.annotations.NullMarked;
