/**
 * JSON that Weft reads and writes for itself: the server's API, leases, parked keys. Knows no other
 * package, so that the engine and the transports can use it without the codecs.
 */
@NullMarked
package dev.weft.codec.json;

import org.jspecify.annotations.NullMarked;
