package dev.weft;

/**
 * A decoded request, as a responder sees it; immutable.
 *
 * @param payload the decoded payload
 * @param subject the subject it was sent to
 * @param headers the headers as the requester sent them
 * @param <T> the payload
 */
public record Request<T>(T payload, String subject, Headers headers) {}
