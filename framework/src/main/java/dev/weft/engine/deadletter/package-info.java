/**
 * What follows when a message is given up: its dead letter, its parked key, or a stand of its
 * worker; and the journal of last attempts.
 */
@NullMarked
package dev.weft.engine.deadletter;

import org.jspecify.annotations.NullMarked;
