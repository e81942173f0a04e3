/**
 * Example handlers: an order is validated, then charged, then its receipt is sent, each by a
 * handler of its own on the same stream.
 */
@NullMarked
package dev.weft.app.orders;

import org.jspecify.annotations.NullMarked;
