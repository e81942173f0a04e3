/** The blocks of handlers and responders: the records, and their readers. */
@NullMarked
package dev.weft.config.handler;

import org.jspecify.annotations.NullMarked;
