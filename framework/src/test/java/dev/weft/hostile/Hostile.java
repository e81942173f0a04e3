package dev.weft.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.BatchHandler;
import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.PublishReceipt;
import dev.weft.Request;
import dev.weft.Responder;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** User code that commits one misdeed at one place when it meets the message {@code bad}. */
public final class Hostile {

  /** The payload that brings it out. */
  static final String BAD = "bad";

  /** A payload whose handling waits for that of as many others as there are slots. */
  static final String MEET = "meet";

  /** What handlers have handled to the end. */
  static final Set<String> HANDLED = ConcurrentHashMap.newKeySet();

  private record Plan(Place place, Misdeed misdeed, CyclicBarrier meeting) {}

  private static volatile @Nullable Plan plan;

  private Hostile() {}

  /** From now on it misbehaves so. */
  static void plan(Place place, Misdeed misdeed, int slots) {
    HANDLED.clear();
    plan = new Plan(place, misdeed, new CyclicBarrier(slots));
  }

  private static Plan current() {
    Plan current = plan;
    if (current == null) {
      throw new IllegalStateException("no plan");
    }
    return current;
  }

  private static void at(Place place, boolean bad) {
    if (bad && current().place() == place) {
      current().misdeed().commitUnchecked();
    }
  }

  private static void handle(String payload) throws Exception {
    if (payload.startsWith(MEET)) {
      current().meeting().await(10, TimeUnit.SECONDS);
    }
    at(Place.HANDLER, payload.equals(BAD));
    HANDLED.add(payload);
  }

  /** Handles one message. */
  public static final class OneByOne implements Handler<String> {
    @Override
    public void handle(Message<String> message) throws Exception {
      Hostile.handle(message.payload());
    }
  }

  /** Handles one message and acknowledges it by hand. */
  public static final class ByHand implements Handler<String> {
    @Override
    public void handle(Message<String> message) throws Exception {
      Hostile.handle(message.payload());
      message.ack();
    }
  }

  /** Handles several. */
  public static final class Together implements BatchHandler<String> {
    @Override
    public void handle(List<Message<String>> messages) throws Exception {
      for (Message<String> message : messages) {
        Hostile.handle(message.payload());
      }
    }
  }

  /** Answers with what it was asked. */
  public static final class Echo implements Responder<String, String> {
    @Override
    public String respond(Request<String> request) throws Exception {
      Hostile.handle(request.payload());
      return request.payload();
    }
  }

  /** Around each call. */
  public static final class Around implements Middleware {
    @Override
    public void handle(Message<?> message, Next next) throws Exception {
      boolean bad = message.payload().equals(BAD);
      at(Place.MIDDLEWARE_BEFORE, bad);
      next.proceed();
      at(Place.MIDDLEWARE_AFTER, bad);
    }
  }

  /** Texts. */
  public static final class Texts implements Codec<String> {
    @Override
    public byte[] encode(String payload) {
      return payload.getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] data) {
      String text = new String(data, UTF_8);
      at(Place.CODEC, text.equals(BAD));
      return text;
    }

    @Override
    public String contentType() {
      return "text/plain";
    }
  }

  /** The subject's last token. */
  public static final class LastToken implements MessageKey {
    @Override
    public String of(String subject, Headers headers, byte[] data) {
      at(Place.KEY, new String(data, UTF_8).equals(BAD));
      return subject.substring(subject.lastIndexOf('.') + 1);
    }
  }

  /** Misbehaves at every call there is, whatever message it is about. */
  static final class Watching implements Observer {

    private static void act() {
      at(Place.OBSERVER, true);
    }

    private static Processing processing() {
      act();
      return new Processing() {
        @Override
        public void failed(Failure failure) {
          act();
        }

        @Override
        public void close() {
          act();
        }
      };
    }

    @Override
    public Processing processing(HandlerId handler, Delivery delivery) {
      return processing();
    }

    @Override
    public Processing responding(HandlerId responder, IncomingRequest request) {
      return processing();
    }

    @Override
    public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
      act();
    }

    @Override
    public void happened(HandlerId handler, Incident incident) {
      act();
    }

    @Override
    public void gathering(HandlerId handler, int messages, java.time.Duration most) {
      act();
    }

    @Override
    public void calling(HandlerId handler, int messages) {
      act();
    }

    @Override
    public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
      if (current().misdeed().leavesInterrupt()) {
        return Observer.none().sending(subject, messageId, headers, bodySize);
      }
      act();
      return new Sending() {
        @Override
        public Headers headers() {
          return headers;
        }

        @Override
        public void sent(PublishReceipt receipt) {
          act();
        }

        @Override
        public void failed(Failure failure) {
          act();
        }
      };
    }
  }
}
