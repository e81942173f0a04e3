package dev.weft.engine.dispatch;

import dev.weft.testing.StillMachine;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A source that gives what a test has put there, and lets the wait pass where there is nothing. */
final class ScriptedSource implements Source {

  static final Duration ACK_WAIT = Duration.ofSeconds(30);

  private final StillMachine machine;
  private final Deque<List<Delivery>> next = new ArrayDeque<>();
  private final List<Integer> demands = new ArrayList<>();
  private long breaks;

  ScriptedSource(StillMachine machine) {
    this.machine = machine;
  }

  /** The next look gives these; called again, the one after it. */
  ScriptedSource gives(Delivery... deliveries) {
    next.add(List.of(deliveries));
    return this;
  }

  /** The way from the server was interrupted. */
  void breakOnce() {
    breaks++;
  }

  /** What it was asked for so far. */
  List<Integer> demands() {
    return demands;
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) {
    demands.add(demand);
    List<Delivery> come = next.poll();
    if (come == null) {
      machine.move(wait);
      return List.of();
    }
    return come;
  }

  @Override
  public void extend() {}

  @Override
  public long breaks() {
    return breaks;
  }

  @Override
  public void pace(long nanos) {}

  @Override
  public Duration ackWait() {
    return ACK_WAIT;
  }

  @Override
  public void close() {}
}
