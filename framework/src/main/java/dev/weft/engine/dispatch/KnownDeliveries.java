package dev.weft.engine.dispatch;

import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a worker with an order by key knows of the messages that its consumer has delivered.
 *
 * @param unsettled where the stream keeps those that it holds and has not settled; each time a set
 *     of the caller's own
 * @param copies whether a delivery is another copy of one that it holds or has settled; asking has
 *     it settled or dropped then
 */
record KnownDeliveries(Supplier<Set<StreamPosition>> unsettled, Predicate<Delivery> copies) {}
