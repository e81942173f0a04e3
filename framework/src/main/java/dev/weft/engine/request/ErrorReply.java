package dev.weft.engine.request;

import dev.weft.Headers;
import dev.weft.RefuseException;
import dev.weft.RequestException;
import dev.weft.transport.Failure;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.Optional;

/**
 * An error as it travels in the headers of an answer: under the names that NATS's services use in
 * every language, and its type under one of Weft's.
 */
record ErrorReply(int code, String type, String message) {

  private static final String CODE = "Nats-Service-Error-Code";
  private static final String MESSAGE = "Nats-Service-Error";
  private static final String TYPE = "Weft-Error-Type";

  private static final int FAILED = 500;
  private static final int MAX_CHARS = 512;

  static ErrorReply badRequest(Failure cause) {
    return new ErrorReply(400, "bad-request", "the request cannot be decoded: " + cause.text());
  }

  static ErrorReply busy(int concurrency) {
    return new ErrorReply(
        503, "busy", "all " + concurrency + " places are taken; try again, perhaps elsewhere");
  }

  static ErrorReply stopping() {
    return new ErrorReply(503, "stopping", "the responder was stopped before it had answered");
  }

  static ErrorReply timeout(Duration limit) {
    return new ErrorReply(
        504,
        "timeout",
        "the responder took longer than its time limit of " + SettingText.of(limit));
  }

  /** The answer to a request whose responder failed; without its stack, which is for the log. */
  static ErrorReply of(Failure failure) {
    return failure
        .as(RefuseException.class)
        .map(refusal -> new ErrorReply(refusal.code(), refusal.type(), failure.text()))
        .orElseGet(() -> new ErrorReply(FAILED, type(failure), failure.text()));
  }

  private static String type(Failure failure) {
    return failure.isTooLarge() ? "too-large" : failure.type().getName();
  }

  /** The error that an answer's headers carry, whoever wrote them; empty if it is none. */
  static Optional<ErrorReply> in(Headers headers) {
    Optional<String> code = headers.first(CODE);
    Optional<String> message = headers.first(MESSAGE);
    return code.isEmpty() && message.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ErrorReply(
                code.map(ErrorReply::number).orElse(FAILED),
                headers.first(TYPE).orElse(""),
                message.orElse("")));
  }

  Headers headers() {
    return Headers.of(CODE, String.valueOf(code))
        .with(MESSAGE, line(message))
        .with(TYPE, line(type));
  }

  RequestException toException(String subject) {
    String what = type.isEmpty() ? String.valueOf(code) : code + " " + type;
    return new RequestException(
        code, type, "request to " + subject + ": answered with " + what + ": " + message);
  }

  // A header is one line, and the NATS client writes and reads ASCII only.
  private static String line(String text) {
    String line =
        text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " | ").replaceAll("[^\\x20-\\x7e]", "?");
    return line.length() > MAX_CHARS ? line.substring(0, MAX_CHARS) : line;
  }

  private static int number(String code) {
    try {
      return Integer.parseInt(code.strip());
    } catch (NumberFormatException e) {
      return FAILED; // whoever wrote it meant an error
    }
  }
}
