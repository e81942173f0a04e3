package dev.weft;

/** Nobody answers on a subject; told at once, and nobody has seen the request. */
public final class NoRespondersException extends RequestException {

  private static final long serialVersionUID = 1L;

  /** Nobody answers on this subject: code 503, type {@code no-responders}. */
  public NoRespondersException(String subject) {
    super(
        503,
        "no-responders",
        "request to " + subject + ": nobody answers on this subject; is a responder running?");
  }
}
