/**
 * The codec of CloudEvents; for applications that bring {@code io.cloudevents:cloudevents-core} and
 * {@code io.cloudevents:cloudevents-json-jackson}.
 */
@NullMarked
package dev.weft.codec.cloudevents;

import org.jspecify.annotations.NullMarked;
