/**
 * The bytes on a connection: headers, subjects and acknowledgements as servers and jnats have them.
 */
@NullMarked
package dev.weft.jetstream.wire;

import org.jspecify.annotations.NullMarked;
