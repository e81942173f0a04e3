package dev.weft.engine;

/** A request is not what its responder's codec expects. */
final class UndecodableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Exception reason;

  UndecodableException(Exception reason) {
    super("the request cannot be decoded: " + reason.getMessage(), reason);
    this.reason = reason;
  }

  /** What the codec threw. */
  Exception reason() {
    return reason;
  }
}
