/** The codec of Protobuf; for applications that bring {@code com.google.protobuf:protobuf-java}. */
@NullMarked
package dev.weft.codec.protobuf;

import org.jspecify.annotations.NullMarked;
