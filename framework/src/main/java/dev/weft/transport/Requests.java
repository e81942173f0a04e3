package dev.weft.transport;

import dev.weft.Headers;
import dev.weft.TransportException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Requests and their answers, which no stream keeps. Safe for use by many threads. */
public interface Requests {

  /**
   * Sends one request and returns, whether or not the thread is interrupted. The future completes
   * with the first answer, or exceptionally with {@link dev.weft.NoRespondersException}, {@link
   * dev.weft.RequestTimeoutException}, or {@link TransportException} if it cannot be sent.
   *
   * @param timeout how long to wait for the answer; more than zero
   */
  CompletableFuture<Reply> send(String subject, byte[] data, Headers headers, Duration timeout);

  /**
   * Starts receiving the requests to a subject. Blocks until the system has it, for a bounded time.
   *
   * @param subject may have wildcards
   * @param queueGroup each request goes to one of those who receive under this name; empty to get
   *     all of them
   * @throws TransportException if that is refused or not confirmed
   */
  RequestSource receive(String subject, Optional<String> queueGroup);
}
