package dev.weft.contract;

import static java.util.Objects.requireNonNull;

import dev.weft.BatchHandler;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.machine.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Handlers that do with a message what its row of docs/messages.md says. */
final class ScriptedHandlers {

  private final Map<String, List<String>> acts;
  private final Machine machine;
  private final RowCalls calls = new RowCalls();

  /**
   * Handlers of one row.
   *
   * @param acts for each message, by its payload: what is done on its first attempt, its second and
   *     so on
   */
  ScriptedHandlers(Map<String, List<String>> acts, Machine machine) {
    this.acts = acts;
    this.machine = machine;
  }

  /** Their calls so far. */
  RowCalls calls() {
    return calls;
  }

  /** The delay that an act asks for; none, if it asks for none. */
  static Duration delay(String act) {
    for (String step : act.split("\\+", -1)) {
      String[] words = step.strip().split(" ", 2);
      if (words.length == 2 && List.of("retry", "nak").contains(words[0])) {
        return duration(words[1].strip());
      }
    }
    return Duration.ZERO;
  }

  /** A handler of single messages. */
  final class Single implements Handler<String> {
    @Override
    public void handle(Message<String> message) throws Exception {
      act(message);
    }
  }

  /** A handler of batches. */
  final class Batched implements BatchHandler<String> {
    @Override
    public void handle(List<Message<String>> messages) throws Exception {
      for (Message<String> message : messages) {
        act(message);
      }
    }
  }

  /** An exception that nobody can ask for anything. */
  static final class HostileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public synchronized @Nullable Throwable getCause() {
      throw new IllegalStateException("no cause");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  private void act(Message<String> message) throws Exception {
    calls.begin(message.payload(), message.attempt(), machine.nanoTime());
    List<String> its = requireNonNull(acts.get(message.payload()), message.payload());
    for (String step : its.get(Math.min(message.attempt(), its.size()) - 1).split("\\+", -1)) {
      String[] words = step.strip().split(" ", 2);
      act(message, words[0], words.length == 1 ? "" : words[1].strip());
    }
  }

  private static void act(Message<String> message, String verb, String rest) throws Exception {
    switch (verb) {
      case "return" -> {}
      case "throw" -> throw failure(rest);
      case "error" -> throw new StackOverflowError();
      case "hostile" -> throw new HostileException();
      case "reject" -> throw new RejectException(rest);
      case "retry" -> throw new RetryException(duration(rest), "asked for");
      case "interrupt" -> Thread.currentThread().interrupt();
      case "hang" -> new CountDownLatch(1).await();
      case "late" -> awaitInterrupt();
      case "ack" -> message.ack();
      case "nak" -> message.nak(duration(rest));
      case "term" -> message.term(rest);
      case "later" -> Thread.ofVirtual().start(message::ack);
      case "emit" -> emit(message, rest.split(" ", 2));
      default -> throw new AssertionError("docs/messages.md has no such act: " + verb);
    }
  }

  private static void emit(Message<String> message, String[] words) {
    String subject = message.subject().split("\\.", 2)[0] + ".out." + words[0];
    message.emit(subject, words[1].equals("null") ? nothing() : words[1]);
  }

  // What the API does not allow, as a handler without a null checker may do.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // It goes on all the same, as some handlers do.
    }
  }

  private static Exception failure(String type) throws ReflectiveOperationException {
    return type.isEmpty()
        ? new IllegalStateException("for the test")
        : Class.forName(type).asSubclass(Exception.class).getConstructor().newInstance();
  }

  private static Duration duration(String millis) {
    return millis.isEmpty()
        ? Duration.ZERO
        : Duration.ofMillis(Long.parseLong(millis.replace("ms", "")));
  }
}
