package dev.weft.benchmarks;

/**
 * Where a contender does its work.
 *
 * @param url the server's address
 * @param server the server's process
 */
record Place(String url, ProcessHandle server) {}
