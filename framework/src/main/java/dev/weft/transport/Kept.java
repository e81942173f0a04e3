package dev.weft.transport;

import dev.weft.Headers;

/**
 * A message as its stream keeps it, read past all consumers.
 *
 * @param sequence its place in the stream
 * @param subject what it was published to
 * @param headers its headers, those of the system included
 * @param data its data; not a copy, so not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Kept(long sequence, String subject, Headers headers, byte[] data) {}
