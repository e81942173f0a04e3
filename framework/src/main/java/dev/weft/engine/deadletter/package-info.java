/**
 * What happens to an exhausted message: it is dead-lettered, its key is parked, or its worker
 * stops; and the journal of last attempts.
 */
@NullMarked
package dev.weft.engine.deadletter;

import org.jspecify.annotations.NullMarked;
