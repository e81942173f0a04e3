package dev.weft.simulation.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What one replica sends to one place of the server: it arrives in the order in which it was sent,
 * unless the connection broke in between. Only threads of the run use it, of which one runs at a
 * time.
 */
final class SendLane {

  private static final Duration LEAST_DELAY = Duration.ofMillis(1);
  private static final Duration MOST_DELAY = Duration.ofSeconds(15);

  /** What happens when something arrives at the server. */
  @FunctionalInterface
  interface Arrival {

    /** It came over the connection of this number. */
    void at(long connection);
  }

  private final Wire wire;
  private final String where;
  private final Hazards hazards;
  private Line line;

  /**
   * A lane with nothing on it.
   *
   * @param place what is sent to, such as {@code publish}
   */
  SendLane(Wire wire, String place) {
    this.wire = wire;
    this.where = wire.replica() + " " + place;
    this.hazards = wire.server().faults().at(where);
    this.line = new Line(wire.number());
  }

  /**
   * Sends something, and returns. Without a connection it is kept for the next one.
   *
   * @param what names it in the history
   * @param mayDouble whether it may arrive twice
   * @param arrival runs at the server, or never, or twice
   */
  void send(Supplier<String> what, boolean mayDouble, Arrival arrival) {
    if (wire.isUp()) {
      dispatch(what, mayDouble, arrival);
    } else {
      wire.keep(() -> send(what, mayDouble, arrival));
    }
  }

  /**
   * Fails as a client library fails whose process is short of something.
   *
   * @throws OutOfMemoryError by the plan; nothing is sent
   */
  void mayThrow(String what) {
    hazards
        .next(FaultKind.CLIENT_ERROR)
        .ifPresent(
            fault -> {
              hazards.faults().inject(fault, what);
              throw new OutOfMemoryError(what + ", by the simulation");
            });
  }

  /**
   * Sends something that the server answers.
   *
   * @param work what the server does
   * @param heard takes the answer, which throws what the work has thrown; perhaps never, perhaps
   *     twice. It must not block.
   */
  <T> void ask(
      Supplier<String> what, boolean mayDouble, Supplier<T> work, Consumer<Supplier<T>> heard) {
    send(
        what,
        mayDouble,
        connection -> {
          Optional<Supplier<T>> answer = Answers.of(work);
          answer.ifPresent(one -> answer(what, connection, () -> heard.accept(one)));
        });
  }

  private void dispatch(Supplier<String> what, boolean mayDouble, Arrival arrival) {
    if (line.number != wire.number()) {
      line = new Line(wire.number()); // the old one goes on with what is on it
    }
    FaultDecisions faults = hazards.faults();
    Optional<Fault> lost = hazards.next(FaultKind.REQUEST_LOST);
    if (lost.isPresent()) {
      faults.inject(lost.get(), what.get());
      return;
    }
    Optional<Fault> late = hazards.next(FaultKind.REQUEST_LATE);
    long delay = late.map(this::delay).orElse(0L);
    late.ifPresent(fault -> faults.inject(fault, what.get() + ", " + Spans.text(delay)));
    line.add(what, delay, arrival);
    Optional<Fault> doubled =
        mayDouble ? hazards.next(FaultKind.REQUEST_DOUBLED) : Optional.empty();
    if (doubled.isPresent()) {
      faults.inject(doubled.get(), what.get());
      line.add(what, 0, arrival);
    }
  }

  /**
   * Sends an answer back, which is late or lost by the plan, or lost with its connection.
   *
   * @param connection the number of that over which the question came
   */
  void answer(Supplier<String> what, long connection, Runnable heard) {
    if (connection != wire.number()) {
      return;
    }
    FaultDecisions faults = hazards.faults();
    Optional<Fault> lost = hazards.next(FaultKind.ANSWER_LOST);
    if (lost.isPresent()) {
      faults.inject(lost.get(), what.get());
      return;
    }
    Optional<Fault> late = hazards.next(FaultKind.ANSWER_LATE);
    if (late.isEmpty()) {
      heard.run();
      return;
    }
    long delay = delay(late.get());
    faults.inject(late.get(), what.get() + ", " + Spans.text(delay));
    wire.server()
        .start(
            where + " answer",
            () -> {
              wire.server().sleep(delay);
              if (wire.number() == connection) {
                heard.run();
              }
            });
  }

  /** How late something is. */
  static long delay(FaultDecisions faults, Fault late) {
    return faults.length(late, LEAST_DELAY, MOST_DELAY);
  }

  private long delay(Fault late) {
    return delay(hazards.faults(), late);
  }

  /** What was sent over one connection. */
  private final class Line implements Runnable {

    private record Item(long number, Supplier<String> what, long due, Arrival arrival) {}

    private final long number; // of the connection
    private final Deque<Item> items = new ArrayDeque<>();
    private long sent;
    private long lastDue;

    Line(long number) {
      this.number = number;
    }

    void add(Supplier<String> what, long delay, Arrival arrival) {
      SimulatedServer server = wire.server();
      if (items.isEmpty() && delay == 0 && !server.outages().isStalled()) {
        arrival.at(number);
        return;
      }
      lastDue = Math.max(lastDue, server.nanos() + delay);
      items.add(new Item(++sent, what, lastDue, arrival));
      if (items.size() == 1) {
        server.start(where, this);
      }
    }

    @Override
    public void run() {
      SimulatedServer server = wire.server();
      while (!items.isEmpty()) {
        Item item = items.element(); // stays in line until it has arrived
        server.sleep(item.due() - server.nanos());
        server.outages().awaitStallsEnd();
        if (number == wire.number() || wire.survives(where, item.number())) {
          item.arrival().at(number);
        } else {
          server.note(item.what().get() + " of " + where + " is lost with its connection");
        }
        items.remove();
      }
    }
  }
}
