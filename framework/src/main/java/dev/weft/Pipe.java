package dev.weft;

import java.util.List;
import java.util.function.Predicate;

/**
 * A handler that publishes what follows from each message: nothing, one payload or several.
 *
 * <p>It {@linkplain Message#emit(String, Object) emits}: the message is acknowledged once all is
 * stored, and a second attempt stores nothing twice, by ids that are made of the message's place
 * and the order of the results. The trace is carried over; headers are if {@link #options} does so.
 *
 * <p>To configure one, extend it: {@code class Invoices extends Pipe<Order, Invoice>}. For the
 * typed API the factory methods do. With {@code ack = manual} nobody would acknowledge its
 * messages.
 *
 * @param <T> the payload it takes
 * @param <R> the payload it publishes: text for {@code String}, bytes for {@code byte[]}, and JSON
 *     for any other type
 */
public abstract class Pipe<T, R> implements Handler<T> {

  private final String subject;

  /**
   * A pipe to a subject.
   *
   * @throws IllegalArgumentException if nothing can be published to it
   */
  protected Pipe(String subject) {
    this.subject = Subjects.publishable(subject);
  }

  /** What becomes of a message. */
  @FunctionalInterface
  public interface Mapping<T, R> {

    /**
     * The result for a message; never null.
     *
     * @throws Exception as {@link Handler#handle}
     */
    R apply(Message<T> message) throws Exception;
  }

  /** A pipe that publishes each message's payload as it is. */
  public static <T> Pipe<T, T> forward(String subject) {
    return map(subject, Message::payload);
  }

  /** A pipe that publishes one payload for each message. */
  public static <T, R> Pipe<T, R> map(String subject, Mapping<T, ? extends R> mapping) {
    given(mapping);
    return flatMap(subject, message -> List.of(mapping.apply(message)));
  }

  /** A pipe that publishes any number of payloads for each message. */
  public static <T, R> Pipe<T, R> flatMap(
      String subject, Mapping<T, ? extends Iterable<? extends R>> mapping) {
    return new Mapped<T, R>(subject, given(mapping));
  }

  private static <F> F given(F mapping) {
    return Given.given(mapping, "mapping", "a function of the message");
  }

  /** This pipe for the messages that pass the test; of any other nothing follows. */
  public final Pipe<T, R> onlyIf(Predicate<? super Message<T>> test) {
    return new Filtered<>(this, Given.given(test, "test", "a predicate of the message"));
  }

  /**
   * What follows from a message. Of the same message it has to be the same, in the same order, on
   * every attempt.
   *
   * @throws Exception as {@link Handler#handle}; nothing is published
   */
  protected abstract Iterable<? extends R> apply(Message<T> message) throws Exception;

  /** Where a result goes: the pipe's subject, unless overridden. */
  protected String subject(Message<T> message, R result) {
    return subject;
  }

  /**
   * The headers of a result, and an id of its own if it has one: none, unless overridden. With
   * {@code PublishOptions.defaults().withHeaders(message.headers())} the message's headers go on,
   * save a content type that does not fit the result.
   */
  protected PublishOptions options(Message<T> message, R result) {
    return PublishOptions.defaults();
  }

  @Override
  public final void handle(Message<T> message) throws Exception {
    for (R result : apply(message)) {
      message.emit(subject(message, result), result, options(message, result));
    }
  }

  private static final class Mapped<T, R> extends Pipe<T, R> {

    private final Mapping<T, ? extends Iterable<? extends R>> mapping;

    Mapped(String subject, Mapping<T, ? extends Iterable<? extends R>> mapping) {
      super(subject);
      this.mapping = mapping;
    }

    @Override
    protected Iterable<? extends R> apply(Message<T> message) throws Exception {
      return mapping.apply(message);
    }
  }

  private static final class Filtered<T, R> extends Pipe<T, R> {

    private final Pipe<T, R> pipe;
    private final Predicate<? super Message<T>> test;

    Filtered(Pipe<T, R> pipe, Predicate<? super Message<T>> test) {
      super(pipe.subject);
      this.pipe = pipe;
      this.test = test;
    }

    @Override
    protected Iterable<? extends R> apply(Message<T> message) throws Exception {
      return test.test(message) ? pipe.apply(message) : List.of();
    }

    @Override
    protected String subject(Message<T> message, R result) {
      return pipe.subject(message, result);
    }

    @Override
    protected PublishOptions options(Message<T> message, R result) {
      return pipe.options(message, result);
    }
  }
}
