/**
 * What is known of one consumer: its configuration, its identity, and whether the server serves it
 * to this client.
 */
@NullMarked
package dev.weft.jetstream.consumer;

import org.jspecify.annotations.NullMarked;
