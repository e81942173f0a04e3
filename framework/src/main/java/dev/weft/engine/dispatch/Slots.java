package dev.weft.engine.dispatch;

import dev.weft.engine.flow.Throttle;

/**
 * How many of a handler's messages may be in flight at once, and how soon they may begin.
 *
 * @param handler its name, for logs and threads
 * @param concurrency how many at once; at least 1
 * @param throttle when the next may begin
 */
public record Slots(String handler, int concurrency, Throttle throttle) {}
