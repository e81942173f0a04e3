/**
 * What Weft asks of a messaging system: {@link dev.weft.transport.Source} to take from, {@link
 * dev.weft.transport.Delivery} to settle, {@link dev.weft.transport.Outbox} to publish to, {@link
 * dev.weft.transport.Requests} to ask and to answer.
 *
 * <p>The contract suite in the tests says what an implementation has to do; both of ours pass it.
 */
@NullMarked
package dev.weft.transport;

import org.jspecify.annotations.NullMarked;
