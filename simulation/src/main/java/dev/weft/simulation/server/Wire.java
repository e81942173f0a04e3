package dev.weft.simulation.server;

import dev.weft.machine.Machine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The connection of one replica: whether it is there, and which one it is. Only threads of the run
 * use it, of which one runs at a time.
 */
final class Wire {

  private static final double SURVIVORS = 0.5;

  private enum State {
    UP,
    DOWN,
    CLOSED
  }

  private final SimulatedServer server;
  private final String replica;
  private final Machine machine;
  private final Deque<Runnable> kept = new ArrayDeque<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private State state = State.UP;
  private long number = 1;
  private long epoch;
  private Optional<Fault> lastBreak = Optional.empty();

  Wire(SimulatedServer server, String replica, Machine machine) {
    this.server = server;
    this.replica = replica;
    this.machine = machine;
  }

  SimulatedServer server() {
    return server;
  }

  String replica() {
    return replica;
  }

  Machine machine() {
    return machine;
  }

  /** A point at which another thread may go first. */
  void point() {
    server.simulation().point();
  }

  boolean isUp() {
    return state == State.UP;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Which connection it is; another one from the moment at which this one breaks. */
  long number() {
    return number;
  }

  /** How often the client has connected again. */
  long epoch() {
    return epoch;
  }

  /** Why nothing can be sent now, as the client tells it. */
  Optional<String> problem() {
    return switch (state) {
      case UP -> Optional.empty();
      case DOWN -> Optional.of("not connected to nats://server; trying again");
      case CLOSED -> Optional.of("not connected: closed");
    };
  }

  /** Does this when there is a connection again, in the order of the calls. */
  void keep(Runnable sending) {
    if (state == State.DOWN) {
      kept.add(sending);
    }
  }

  /** Has this called whenever the connection breaks, is there again, or is closed. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  void onChangeNoMore(Runnable listener) {
    listeners.remove(listener);
  }

  /** The connection breaks. */
  void fail(Fault fault) {
    if (state == State.UP) {
      state = State.DOWN;
      lost(Optional.of(fault));
    }
  }

  /** The client has connected again, and sends what it has kept. */
  void mend() {
    if (state == State.DOWN) {
      state = State.UP;
      epoch++;
      tell();
      while (state == State.UP && !kept.isEmpty()) {
        kept.remove().run();
      }
    }
  }

  /** The client closes it, after what it has sent; what it kept is forgotten. */
  void close() {
    state = State.CLOSED;
    kept.clear();
    tell();
  }

  /** The process has died: of what it sent last some may be lost. */
  void cut(Fault fault) {
    state = State.CLOSED;
    kept.clear();
    lost(Optional.of(fault));
  }

  /** Whether what was sent over a connection that broke arrives all the same. */
  boolean survives(String where, long item) {
    return lastBreak.isEmpty() || server.faults().draw(lastBreak.get(), where + item) < SURVIVORS;
  }

  private void lost(Optional<Fault> fault) {
    number++;
    lastBreak = fault;
    tell();
  }

  private void tell() {
    List.copyOf(listeners).forEach(Runnable::run);
  }
}
