package dev.weft.simulation.history;

import java.time.Duration;

/**
 * Something that happened in a run. A message is named by the number that it carries as its
 * payload, a handler by its name in the configuration.
 */
public sealed interface Happening {

  /** The line that a reader of the history sees. */
  String text();

  /** The stream has stored a message for the handlers. */
  record Published(int message, String subject, long sequence) implements Happening {
    @Override
    public String text() {
      return "message %d published on %s, sequence %d".formatted(message, subject, sequence);
    }
  }

  /**
   * A handler was called with a message.
   *
   * @param call how often it was by now, over all replicas; from 1 on
   * @param attempt what the message says of itself
   * @param act what the handler is going to do
   */
  record Begun(String handler, int message, int call, int attempt, String act)
      implements Happening {
    @Override
    public String text() {
      return "%s begins message %d, call %d, attempt %d: %s"
          .formatted(handler, message, call, attempt, act);
    }
  }

  /** What the call did in the end. */
  record Ended(String handler, int message, int call, End end) implements Happening {
    @Override
    public String text() {
      return "%s ends message %d, call %d: %s".formatted(handler, message, call, end.word());
    }
  }

  /**
   * Weft has settled a delivery, by its own word.
   *
   * @param after the wait before the next delivery; zero if there is to be none
   */
  record Settled(
      String handler, int message, int attempt, Verdict verdict, Duration after, boolean sent)
      implements Happening {
    @Override
    public String text() {
      return "%s settles message %d, attempt %d: %s%s%s"
          .formatted(
              handler,
              message,
              attempt,
              verdict.word(),
              after.isZero() ? "" : " after " + after.toMillis() + " ms",
              sent ? "" : ", not sent");
    }
  }

  /** A settlement has come to the server. */
  record Arrived(Place place, Verdict verdict) implements Happening {
    @Override
    public String text() {
      return "the server hears of %s: %s".formatted(place, verdict.word());
    }
  }

  /** The server has handed a message out. */
  record Delivered(Place place, int attempt) implements Happening {
    @Override
    public String text() {
      return "the server delivers %s, attempt %d".formatted(place, attempt);
    }
  }

  /**
   * A message at one of the server's consumers.
   *
   * @param consumer {@code stream/name}
   * @param message the number; negative for what is none of the handlers' messages
   */
  record Place(String consumer, long sequence, int message) {
    @Override
    public String toString() {
      String what = message < 0 ? "" : "message " + message + ", ";
      return "%ssequence %d of %s".formatted(what, sequence, consumer);
    }
  }

  /** A stream has stored what Weft sent: an emission, a dead letter, a mark, a lease. */
  record Stored(String subject, String payload, boolean duplicate) implements Happening {
    @Override
    public String text() {
      return "stored on %s: %s%s".formatted(subject, payload, duplicate ? ", a duplicate" : "");
    }
  }

  /** A handler has emitted something. */
  record Emitted(String handler, int message, int call, String payload) implements Happening {
    @Override
    public String text() {
      return "%s emits %s of message %d, call %d".formatted(handler, payload, message, call);
    }
  }

  /** A publisher beside the handlers has published something, and was told that it is stored. */
  record Sent(String payload, boolean confirmed) implements Happening {
    @Override
    public String text() {
      return "published %s%s".formatted(payload, confirmed ? "" : ", not confirmed");
    }
  }

  /** Something became of a replica. */
  record Replica(Life life, Duration length) implements Happening {
    @Override
    public String text() {
      return length.isZero() ? life.word() : life.word() + " " + length.toMillis() + " ms";
    }
  }

  /** A handler of a replica was told to pause or to go on. */
  record Operated(String handler, Operation operation) implements Happening {
    @Override
    public String text() {
      return handler + " " + operation.word();
    }
  }

  /** What a fault, or the end of a connection, has brought about. */
  record Noted(String what) implements Happening {
    @Override
    public String text() {
      return what;
    }
  }

  /** A fault was let loose. */
  record Fault(String what) implements Happening {
    @Override
    public String text() {
      return "fault " + what;
    }
  }

  /** Weft counts something that an operator should know of. */
  record Incident(String handler, String kind) implements Happening {
    @Override
    public String text() {
      return "%s: %s".formatted(handler, kind);
    }
  }

  /** The threads that a replica which has stopped leaves behind. */
  record Left(java.util.List<String> threads) implements Happening {

    /** Copies the list. */
    public Left {
      threads = java.util.List.copyOf(threads);
    }

    @Override
    public String text() {
      return "threads left behind: " + threads;
    }
  }

  /** A replica has stopped, and has kept a delivery without a settlement. */
  record Kept(Place place) implements Happening {
    @Override
    public String text() {
      return "has not handed back " + place;
    }
  }

  /** A line of the log. */
  record Logged(String level, String line) implements Happening {
    @Override
    public String text() {
      return level + " " + line;
    }
  }

  /** The run itself has come to a point. */
  record Reached(Phase phase) implements Happening {
    @Override
    public String text() {
      return "-- " + phase.word();
    }
  }
}
