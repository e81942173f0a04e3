package dev.weft.simulation.run;

import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.TransportException;
import dev.weft.simulation.history.End;
import dev.weft.simulation.run.Script.Turn;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.Shape;
import dev.weft.transport.SizeLimit;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Ends a call as its act says: returns how it ended, or throws. */
final class Finish {

  private static final Duration LONG = Duration.ofDays(1);

  /** More than a server takes. */
  private static final String TOO_LARGE = "x".repeat((int) SizeLimit.DEFAULT.maxPayload() + 1);

  private final Place place;
  private final boolean manual;

  /**
   * For one handler.
   *
   * @param manual whether it settles its messages itself
   */
  Finish(Place place, boolean manual) {
    this.place = place;
    this.manual = manual;
  }

  /** Whether its handler settles its messages itself. */
  boolean isManual() {
    return manual;
  }

  /** What a handler may throw that is not its interrupt. */
  End of(Turn turn) throws Exception {
    Act.Kind kind = turn.act().kind();
    switch (kind) {
      case RETURN -> ack(turn);
      case RETURN_INTERRUPTED -> {
        ack(turn);
        Thread.currentThread().interrupt();
      }
      case ACK_LATER -> {
        return ackLater(turn);
      }
      case FORGET -> {
        return End.FORGOTTEN;
      }
      case NAK -> {
        turn.message().nak(turn.act().delay());
        return End.HANDED_BACK;
      }
      case TERM -> {
        turn.message().term("terminated by hand");
        return End.REJECTED;
      }
      case THROW, OVERDUE -> throw new IllegalStateException("message " + turn.number() + " fails");
      case ERROR -> throw new AssertionError("message " + turn.number() + " fails badly");
      case HOSTILE -> throw new HostileException();
      case INTERRUPTED -> throw new InterruptedException("by nobody");
      case RETRY ->
          throw new RetryException(turn.act().delay(), "message " + turn.number() + " later");
      case REJECT -> throw new RejectException("message " + turn.number() + " is no good");
      case EMIT_TOO_LARGE -> {
        emitTooMuch(turn);
        return End.REJECTED;
      }
      case UNDECODABLE ->
          throw new IllegalStateException("message " + turn.number() + " was decoded after all");
      case HANG -> place.machine().sleep(LONG.toNanos());
      case HANG_FOR_EVER -> hangForEver();
    }
    return End.RETURNED;
  }

  private static void emitTooMuch(Turn turn) {
    try {
      turn.message().emit(Shape.OUT + "large", TOO_LARGE);
      throw new AssertionError("message " + turn.number() + " emits more than a server takes");
    } catch (TransportException e) {
      // It goes on as if nothing had happened, and its message is rejected all the same.
    }
  }

  private void ack(Turn turn) {
    if (manual) {
      turn.message().ack();
    }
  }

  private End ackLater(Turn turn) {
    boolean isTwice = turn.number() % 2 == 0; // two threads do so at the same moment
    var ready = new CountDownLatch(isTwice ? 2 : 1);
    ackAside(turn, ready, "acks-" + turn.number());
    if (isTwice) {
      ackAside(turn, ready, "acks-too-" + turn.number());
    }
    return End.UNSETTLED;
  }

  private void ackAside(Turn turn, CountDownLatch ready, String thread) {
    place
        .machine()
        .virtual(
            thread,
            () -> {
              try {
                place.machine().sleep(turn.act().length().toNanos());
                ready.countDown();
                ready.await();
                turn.message().ack();
              } catch (TransportException e) { // what it has emitted is not stored
                turn.message().nak(turn.act().delay());
              } catch (InterruptedException e) {
                // Nobody interrupts it: the thread ends with its process.
                Thread.currentThread().interrupt();
              }
            })
        .start();
  }

  private void hangForEver() {
    while (true) {
      try {
        place.machine().sleep(LONG.toNanos());
      } catch (InterruptedException ignored) {
        // It is one of those that ignore it.
      }
    }
  }
}
