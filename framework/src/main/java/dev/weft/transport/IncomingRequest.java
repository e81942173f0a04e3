package dev.weft.transport;

import dev.weft.Headers;
import dev.weft.TransportException;

/** A request as the transport handed it over, not decoded. All methods may be called anywhere. */
public interface IncomingRequest {

  /** The subject it was sent to. */
  String subject();

  /**
   * Its headers.
   *
   * @throws IllegalArgumentException if it has some that no header can be
   */
  Headers headers();

  /** Its data; not a copy, so not to be changed. */
  byte[] data();

  /**
   * Answers it, whether or not the thread is interrupted. Does not wait for the requester, who
   * takes the first answer only.
   *
   * @throws TransportException if the answer cannot be sent
   */
  void reply(byte[] data, Headers headers);
}
