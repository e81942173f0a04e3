/**
 * Where a worker takes messages from: sources that wrap those of the transport, the memory that
 * received messages may take, and the creation of consumers.
 */
@NullMarked
package dev.weft.engine.source;

import org.jspecify.annotations.NullMarked;
