package dev.weft.simulation.scenario;

import dev.weft.simulation.scenario.Act.Kind;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.transport.SizeLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides what is published, and what handlers do with it. */
final class PostWriter {

  /** A time limit that is longer is not waited for by a handler that hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A message of more counts in the memory that handlers have for received ones. */
  private static final int LARGE = 9 * 1024;

  /** What a server takes beside the headers that a message is published with. */
  private static final int LARGEST = (int) SizeLimit.DEFAULT.maxPayload() - 64;

  private final Choices chance;
  private final Shape shape;
  private final boolean orderly;

  /**
   * For one scenario.
   *
   * @param orderly whether handlers do nothing but return, now and then late
   */
  PostWriter(Choices chance, Shape shape, boolean orderly) {
    this.chance = chance;
    this.shape = shape;
    this.orderly = orderly;
  }

  List<Post> posts(int count, int keys, Duration within) {
    var posts = new ArrayList<Post>();
    for (int number = 1; number <= count; number++) {
      var acts = new HashMap<String, List<Act>>();
      shape.handlers().forEach(handler -> acts.put(handler.name(), acts(handler)));
      posts.add(
          new Post(
              number,
              chance.percent(40) ? Duration.ZERO : chance.millis(0, (int) within.toMillis()),
              chance.between(0, keys - 1),
              chance.percent(5) ? 2 : 1,
              chance.percent(4) ? size() : 0,
              Map.copyOf(acts)));
    }
    return posts;
  }

  // Some are so large that no header of Weft's fits beside them.
  private int size() {
    return chance.percent(50) ? chance.between(LARGE, LARGEST) : LARGEST - chance.between(0, 400);
  }

  private List<Act> acts(HandlerShape handler) {
    if (orderly || chance.percent(60)) {
      return List.of(good(handler));
    }
    var acts = new ArrayList<Act>();
    int failures = chance.between(1, handler.retrying().attempts());
    for (int i = 0; i < failures; i++) {
      acts.add(bad(handler));
    }
    // A handler that stops over a message tries it each time that it is resumed: it has to succeed.
    boolean isPoison = chance.percent(25) && handler.retrying().exhausted() != Exhausted.STOP;
    acts.add(isPoison ? poison(handler) : good(handler));
    return acts;
  }

  private Act good(HandlerShape handler) {
    Kind kind = Kind.RETURN;
    if (handler.delivering().manual()) {
      kind = chance.percent(30) ? Kind.ACK_LATER : Kind.RETURN;
    } else if (chance.percent(5)) {
      kind = Kind.RETURN_INTERRUPTED;
    }
    return new Act(kind, work(handler), chance.percent(25) ? chance.between(1, 3) : 0);
  }

  private Act poison(HandlerShape handler) {
    // What is emitted in vain ends its own message: of a batch, or by hand, it is one word of many.
    boolean emits = !handler.isBatch() && !handler.delivering().manual();
    Kind kind =
        chance.of(
            Kind.THROW,
            Kind.THROW,
            Kind.ERROR,
            Kind.HOSTILE,
            Kind.REJECT,
            Kind.REJECT,
            Kind.TERM,
            Kind.RETRY,
            handler.isBatch() ? Kind.REJECT : Kind.UNDECODABLE,
            emits ? Kind.EMIT_TOO_LARGE : Kind.REJECT);
    return new Act(kind, chance.millis(0, 100), 0);
  }

  private Act bad(HandlerShape handler) {
    boolean hangs = handler.limiting().timeout().compareTo(PATIENCE) < 0;
    Kind kind =
        switch (chance.between(0, 12)) {
          case 0, 1, 2, 3 -> Kind.THROW;
          case 4 -> Kind.ERROR;
          case 5 -> Kind.HOSTILE;
          case 6 -> Kind.INTERRUPTED;
          case 7 -> Kind.NAK;
          case 8 -> Kind.RETRY;
          case 9 -> hangs ? Kind.HANG : Kind.THROW;
          case 10 -> hangs && chance.percent(40) ? Kind.HANG_FOR_EVER : Kind.THROW;
          case 11 -> hangs ? Kind.OVERDUE : Kind.THROW;
          default -> hangs && handler.delivering().manual() ? Kind.FORGET : Kind.THROW;
        };
    Duration length = kind == Kind.OVERDUE ? aboutTheLimit(handler) : work(handler);
    return new Act(kind, length, chance.percent(10) ? 1 : 0, delay());
  }

  // The worker looks once a second.
  private Duration aboutTheLimit(HandlerShape handler) {
    return handler.limiting().timeout().plus(chance.millis(-20, 1100));
  }

  // Half of them wait as scheduled messages.
  private Duration delay() {
    boolean scheduled = chance.percent(50) && shape.hasLongRetries();
    return scheduled ? shape.longerThan().plus(chance.millis(1, 3000)) : chance.millis(0, 300);
  }

  // Mostly short, at times longer than the ack wait or a lease; never longer than the time limit,
  // since the message would come to no end.
  private Duration work(HandlerShape handler) {
    int most =
        switch (chance.between(0, 9)) {
          case 0, 1, 2 -> 0;
          case 3, 4, 5 -> 100;
          case 6, 7 -> 1500;
          case 8 -> (int) handler.delivering().ackWait().toMillis() + 2000;
          default -> 12_000;
        };
    long limit = handler.limiting().timeout().toMillis();
    return chance.millis(0, (int) Math.min(most, limit * 2 / 3));
  }
}
