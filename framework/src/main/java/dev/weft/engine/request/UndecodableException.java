package dev.weft.engine.request;

import dev.weft.transport.Failure;

/** A request is not what its responder's codec expects. */
final class UndecodableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Failure reason;

  UndecodableException(Failure reason) {
    super("the request cannot be decoded: " + reason.text());
    this.reason = reason;
  }

  /** What the codec threw. */
  Failure reason() {
    return reason;
  }
}
