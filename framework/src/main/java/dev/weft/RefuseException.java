package dev.weft;

/**
 * Thrown by a responder to answer with an error of its own choosing; the requester gets it as a
 * {@link RequestException} with the same code, type and message.
 */
public final class RefuseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;
  private final String type;

  /**
   * A refusal.
   *
   * @param code as in HTTP: 4xx if the request is at fault, 5xx if the responder is
   * @param type a word for programs to tell errors apart, such as {@code unknown-product}
   * @param message a line for people; what is not ASCII is replaced on the way
   * @throws IllegalArgumentException if the code is not between 400 and 599
   * @throws NullPointerException if the type is null
   */
  public RefuseException(int code, String type, String message) {
    super(message);
    Given.given(type, "type of a refusal", "a word such as unknown-product");
    if (code < 400 || code > 599) {
      throw new IllegalArgumentException(
          "refusal of type " + type + ": code = " + code + ": expected 400 to 599");
    }
    this.code = code;
    this.type = type;
  }

  /** The error's code. */
  public int code() {
    return code;
  }

  /** The error's type. */
  public String type() {
    return type;
  }
}
