/**
 * The simulated JetStream: one server that all replicas share, and the faults between it and each
 * of them. Its rules are the memory transport's; a connection behaves as the transport on NATS.
 */
@NullMarked
package dev.weft.simulation.server;

import org.jspecify.annotations.NullMarked;
