/** NATS JetStream as a transport: what the rooms below it do, behind one interface. */
@NullMarked
package dev.weft.jetstream.transport;

import org.jspecify.annotations.NullMarked;
