package dev.weft.engine.partition;

/**
 * What one replica has changed, and all agree on.
 *
 * @param before what was agreed on
 * @param after what is now
 * @param at when it was sent, in nanoseconds: until a lease from then on nobody else drops us
 */
record LeaseUpdate(Assignment before, Assignment after, long at) {}
