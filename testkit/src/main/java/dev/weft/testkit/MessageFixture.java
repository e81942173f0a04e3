package dev.weft.testkit;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A message as a test wants it; immutable, each method returns a changed copy.
 *
 * <pre>{@code
 * var message = MessageFixture.of(new OrderPlaced("A-1")).id("A-1").attempt(3).build();
 * new SendInvoice(mailer).handle(message);
 * assertThat(message.emitted()).isEmpty();
 * }</pre>
 *
 * @param payload the payload; it is not encoded, so any object will do
 * @param subject {@code test} unless set
 * @param headers none unless set
 * @param attempt 1 unless set
 * @param timestamp {@link WeftTestKit#START} unless set
 * @param position {@code TEST/1} unless set
 * @param <T> the payload
 */
public record MessageFixture<T>(
    T payload,
    String subject,
    Headers headers,
    int attempt,
    Instant timestamp,
    StreamPosition position) {

  /** Checks the attempt. */
  public MessageFixture {
    if (attempt < 1) {
      throw new IllegalArgumentException(
          "attempt = " + attempt + ": expected 1 or more; the first delivery is attempt 1");
    }
  }

  /** A first attempt with nothing but a payload. */
  public static <T> MessageFixture<T> of(T payload) {
    return new MessageFixture<>(
        payload, "test", Headers.empty(), 1, WeftTestKit.START, new StreamPosition("TEST", 1));
  }

  /**
   * A batch of first attempts with nothing but these payloads, at {@code TEST/1}, {@code TEST/2}
   * and so on. To be given to a batch handler as {@code List.copyOf(batch)}, which makes a list of
   * {@code Message} of it.
   */
  @SafeVarargs
  public static <T> List<RecordedMessage<T>> batch(T... payloads) {
    var batch = new ArrayList<RecordedMessage<T>>();
    for (T payload : payloads) {
      batch.add(of(payload).position("TEST", batch.size() + 1L).build());
    }
    return List.copyOf(batch);
  }

  /** On another subject. */
  public MessageFixture<T> subject(String other) {
    return new MessageFixture<>(payload, other, headers, attempt, timestamp, position);
  }

  /** With this id, by the header that carries it; without one the position is the id. */
  public MessageFixture<T> id(String id) {
    return header(Headers.MESSAGE_ID, id);
  }

  /** With this value of a header in place of those it has. */
  public MessageFixture<T> header(String name, String value) {
    return headers(headers.with(name, value));
  }

  /** With these headers in place of all it has, an id among them included. */
  public MessageFixture<T> headers(Headers others) {
    return new MessageFixture<>(payload, subject, others, attempt, timestamp, position);
  }

  /** On another attempt. */
  public MessageFixture<T> attempt(int other) {
    return new MessageFixture<>(payload, subject, headers, other, timestamp, position);
  }

  /** Stored at another time. */
  public MessageFixture<T> timestamp(Instant other) {
    return new MessageFixture<>(payload, subject, headers, attempt, other, position);
  }

  /** Stored elsewhere. */
  public MessageFixture<T> position(String stream, long sequence) {
    return new MessageFixture<>(
        payload, subject, headers, attempt, timestamp, new StreamPosition(stream, sequence));
  }

  /** The message; each call makes one on which nothing is recorded yet. */
  public RecordedMessage<T> build() {
    return new RecordedMessage<>(this);
  }
}
