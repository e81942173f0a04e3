package dev.weft.transport;

import dev.weft.Headers;

/**
 * The answer to a request, not decoded.
 *
 * @param data its data; not a copy, so not to be changed
 * @param headers its headers
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Reply(byte[] data, Headers headers) {}
