/** Codecs for payloads: JSON, text and bytes. */
@NullMarked
package dev.weft.codec;

import org.jspecify.annotations.NullMarked;
