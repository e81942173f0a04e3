package dev.weft.benchmarks;

/**
 * Where a contender does its work.
 *
 * @param url the server's address
 * @param server the server's process
 * @param monitor the address of its monitoring, {@code http://…}
 */
record Place(String url, ProcessHandle server, String monitor) {}
