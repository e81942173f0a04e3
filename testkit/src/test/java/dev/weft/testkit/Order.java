package dev.weft.testkit;

/** A payload. */
record Order(String id, int amount) {}
