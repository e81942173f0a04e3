/** JetStream's JSON API: streams, consumers and stored messages, asked for by requests. */
@NullMarked
package dev.weft.jetstream.api;

import org.jspecify.annotations.NullMarked;
