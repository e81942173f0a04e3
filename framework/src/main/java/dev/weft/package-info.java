/**
 * What a user of Weft writes against: {@link dev.weft.Handler}, {@link dev.weft.Message} and the
 * typed publisher, subscriber and fetcher.
 *
 * <p>This package depends on nothing but JSpecify, so that handlers can be compiled and tested
 * without a transport.
 */
@NullMarked
package dev.weft;

import org.jspecify.annotations.NullMarked;
