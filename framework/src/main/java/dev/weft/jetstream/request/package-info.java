/** Requests and answers on NATS core. */
@NullMarked
package dev.weft.jetstream.request;

import org.jspecify.annotations.NullMarked;
