package dev.weft.engine.request;

import dev.weft.Codec;
import dev.weft.Headers;
import dev.weft.RequestException;
import dev.weft.RequestOptions;
import dev.weft.Requester;
import dev.weft.TransportException;
import dev.weft.engine.Observer;
import dev.weft.engine.SendArguments;
import dev.weft.transport.Failure;
import dev.weft.transport.Reply;
import dev.weft.transport.Requests;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Encodes requests, sends them with the observer's headers, and decodes their answers.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class CodecRequester<Q, A> implements Requester<Q, A> {

  private static final String CONTENT_TYPE = "Content-Type";
  private static final int BAD_GATEWAY = 502;

  private final Codec<Q> questions;
  private final Codec<A> answers;
  private final Requests requests;
  private final Observer observer;
  private final Runnable onClose;

  /**
   * A requester on what somebody else closes, with something of its own to close.
   *
   * @param questions encodes what is asked
   * @param answers decodes what is answered
   */
  public CodecRequester(
      Codec<Q> questions,
      Codec<A> answers,
      Requests requests,
      Observer observer,
      Runnable onClose) {
    this.questions = Objects.requireNonNull(questions, "request codec: null; expected one");
    this.answers = Objects.requireNonNull(answers, "answer codec: null; expected one");
    this.requests = requests;
    this.observer = observer;
    this.onClose = onClose;
  }

  /** A requester on what somebody else closes. */
  public CodecRequester(
      Codec<Q> questions, Codec<A> answers, Requests requests, Observer observer) {
    this(questions, answers, requests, observer, () -> {});
  }

  @Override
  public A request(String subject, Q payload, RequestOptions options) {
    SendArguments.check(subject, payload, options);
    byte[] data = encode(subject, payload);
    Observer.Requesting requesting = announce(subject, data.length, options);
    try {
      // Decoded here rather than in a stage: the thread that answers arrive on is everybody's.
      A answer =
          decode(
              subject,
              await(
                  subject, requests.send(subject, data, requesting.headers(), options.timeout())));
      requesting.answered();
      return answer;
    } catch (RuntimeException | Error e) {
      requesting.failed(Failure.of(e));
      throw e;
    }
  }

  @Override
  public CompletableFuture<A> requestAsync(String subject, Q payload, RequestOptions options) {
    SendArguments.check(subject, payload, options);
    byte[] data = encode(subject, payload);
    Observer.Requesting requesting = announce(subject, data.length, options);
    return sent(subject, data, requesting.headers(), options)
        .thenApply(reply -> decode(subject, reply))
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                requesting.answered();
              } else {
                requesting.failed(
                    Failure.of(
                        failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure));
              }
            });
  }

  // What fails at once ends like what fails later: it has been announced as well.
  private CompletableFuture<Reply> sent(
      String subject, byte[] data, Headers headers, RequestOptions options) {
    try {
      return requests.send(subject, data, headers, options.timeout());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    onClose.run();
  }

  private static Reply await(String subject, CompletableFuture<Reply> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing(
          "request to " + subject + ": interrupted before it was answered", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : TransportException.passing("request to " + subject + ": " + e.getCause(), e);
    }
  }

  private A decode(String subject, Reply reply) {
    ErrorReply.in(reply.headers())
        .ifPresent(
            error -> {
              throw error.toException(subject);
            });
    try {
      return answers.decode(reply.data(), reply.headers());
    } catch (Throwable thrown) { // Errors too: a codec is user code
      var failure =
          new RequestException(
              BAD_GATEWAY,
              "bad-answer",
              "request to "
                  + subject
                  + ": the answer cannot be decoded: "
                  + Failure.of(thrown).text());
      failure.initCause(thrown);
      throw failure;
    }
  }

  private Observer.Requesting announce(String subject, int size, RequestOptions options) {
    Headers headers = options.headers();
    if (headers.first(CONTENT_TYPE).isEmpty()) {
      headers = headers.with(CONTENT_TYPE, questions.contentType());
    }
    return observer.requesting(subject, headers, size);
  }

  private byte[] encode(String subject, Q payload) {
    try {
      return questions.encode(payload);
    } catch (Throwable thrown) { // Errors too: a codec is user code
      throw new IllegalArgumentException(
          "cannot encode a "
              + payload.getClass().getName()
              + " as "
              + questions.contentType()
              + " for "
              + subject
              + ": "
              + Failure.of(thrown).text(),
          thrown);
    }
  }
}
