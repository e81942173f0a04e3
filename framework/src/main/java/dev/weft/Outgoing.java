package dev.weft;

/**
 * A message on its way out, as a {@link PublishMiddleware} sees it; immutable.
 *
 * <p>Its payload is not encoded yet and stays what it is; subject and options may be changed.
 */
public final class Outgoing {

  private final String subject;
  private final Object payload;
  private final PublishOptions options;

  Outgoing(String subject, Object payload, PublishOptions options) {
    this.subject = subject;
    this.payload = payload;
    this.options = options;
  }

  /** Where it goes. */
  public String subject() {
    return subject;
  }

  /** What it carries. */
  public Object payload() {
    return payload;
  }

  /** Its headers, and its id if one was chosen. */
  public PublishOptions options() {
    return options;
  }

  /** This message to another subject. */
  public Outgoing withSubject(String other) {
    return new Outgoing(
        Given.given(other, "subject", "tokens with dots between them"), payload, options);
  }

  /** This message with other options. */
  public Outgoing withOptions(PublishOptions other) {
    return new Outgoing(
        subject, payload, Given.given(other, "options", "PublishOptions.defaults()"));
  }

  /**
   * This message with this as the header's only value.
   *
   * @throws IllegalArgumentException if the name or value cannot be sent in a NATS header
   */
  public Outgoing withHeader(String name, String value) {
    return withOptions(options.withHeaders(options.headers().with(name, value)));
  }

  /** Names the message; a payload may be large or personal, so it is left out. */
  @Override
  public String toString() {
    return "Outgoing[" + subject + "]";
  }
}
