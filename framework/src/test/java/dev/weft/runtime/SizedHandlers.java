package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weft.Handler;
import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.MessageKey;
import dev.weft.RejectException;
import dev.weft.Request;
import dev.weft.Responder;
import dev.weft.RetryException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Handlers of large messages, which tell them by the number that their data begins with. */
public final class SizedHandlers {

  /** A text that fits no message. */
  static final String HUGE = "no good\n".repeat(150_000);

  /** How often each message's handler was called. */
  private static final Map<Integer, Integer> CALLS = new ConcurrentHashMap<>();

  private SizedHandlers() {}

  static void reset() {
    CALLS.clear();
  }

  static Map<Integer, Integer> calls() {
    return Map.copyOf(CALLS);
  }

  /** Which messages were handled, with so many calls each. */
  static Map<Integer, Long> callsByCount() {
    return CALLS.values().stream()
        .collect(Collectors.groupingBy(count -> count, Collectors.counting()));
  }

  static int number(byte[] data) {
    return ByteBuffer.wrap(data).getInt();
  }

  private static int called(Message<byte[]> message) {
    return CALLS.merge(number(message.payload()), 1, Integer::sum);
  }

  /** Rejects all. */
  public static final class Rejects implements Handler<byte[]> {
    @Override
    public void handle(Message<byte[]> message) {
      called(message);
      throw new RejectException("no good", new IllegalStateException("as was to be expected"));
    }
  }

  /** Fails with all. */
  public static final class Fails implements Handler<byte[]> {
    @Override
    public void handle(Message<byte[]> message) {
      called(message);
      throw new IllegalStateException("no good");
    }
  }

  /** Has all of them wait for a second attempt, in which they are fine. */
  public static final class Postpones implements Handler<byte[]> {
    @Override
    public void handle(Message<byte[]> message) {
      if (called(message) == 1) {
        throw new RetryException(Duration.ofMillis(1500), "not yet");
      }
    }
  }

  /** Emits what it is given. */
  public static final class Emits implements Handler<byte[]> {
    @Override
    public void handle(Message<byte[]> message) {
      called(message);
      message.emit("out.a", message.payload());
    }
  }

  /** Ends each in another way, all of them with a text of more than a megabyte. */
  public static final class SaysMuch implements Handler<byte[]> {
    @Override
    public void handle(Message<byte[]> message) throws Exception {
      called(message);
      switch (number(message.payload())) {
        case 0 -> throw new RejectException(HUGE);
        case 1 -> throw new IllegalStateException(HUGE);
        case 2 -> message.term(HUGE);
        case 3 -> throw new Exception("outer", new IllegalStateException(HUGE));
        case 4 -> throw new RetryException(Duration.ofMillis(10), HUGE);
        default -> throw new LinkageError(HUGE);
      }
    }
  }

  /** A key of each message's own, as long as its data. */
  public static final class LongKey implements MessageKey {
    @Override
    public String of(String subject, Headers headers, byte[] data) {
      return new String(data, ISO_8859_1);
    }
  }

  /** Answers with as many bytes as it is asked for. */
  public static final class Answers implements Responder<byte[], byte[]> {
    @Override
    public byte[] respond(Request<byte[]> request) {
      return new byte[number(request.payload())];
    }
  }
}
