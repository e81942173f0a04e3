package dev.weft;

/**
 * A request was not answered with what was asked for: somebody answered with an error, nobody is
 * there, or nobody answered in time.
 *
 * <p>A responder of Weft's answers with the types {@code bad-request} (400, the request cannot be
 * decoded), {@code busy} (503, at most {@code concurrency} are in work), {@code stopping} (503, it
 * was stopped meanwhile), {@code timeout} (504, it took longer than its {@code timeout}), with
 * those of its {@link RefuseException}s, and for any other exception with that one's class name
 * (500).
 */
public sealed class RequestException extends RuntimeException
    permits NoRespondersException, RequestTimeoutException {

  private static final long serialVersionUID = 1L;

  private final int code;
  private final String type;

  /**
   * An error as it was answered.
   *
   * @param code as in HTTP
   * @param type what kind of error; empty if the responder, perhaps not one of Weft's, does not say
   * @param message a line for people
   */
  public RequestException(int code, String type, String message) {
    super(message);
    this.code = code;
    this.type = type;
  }

  /** The error's code, as in HTTP: 4xx if the request is at fault, 5xx if the other side is. */
  public final int code() {
    return code;
  }

  /** A word for programs to tell errors apart; empty if the responder does not say. */
  public final String type() {
    return type;
  }
}
