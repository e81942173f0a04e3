package dev.weft.benchmarks;

/**
 * What all benchmarks send.
 *
 * @param id names it
 * @param at when it was sent, by {@link System#nanoTime}, where that matters
 * @param pad makes it as long as wanted
 */
public record Order(String id, long at, String pad) {}
