package dev.weft.engine.flow;

import dev.weft.engine.HandBack;
import dev.weft.engine.clock.Extensions;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingSource;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A source that lets messages out at the pace of a throttle. It asks for no more than may begin
 * soon; what waits here for its turn is kept alive.
 */
final class ThrottledSource extends ForwardingSource {

  private final Throttle throttle;
  private final Gate gate;
  // Whoever polls a delivery, next() or close(), has to see to it.
  private final Queue<Delivery> held = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /**
   * A source that holds nothing yet.
   *
   * @param source closed with this one
   * @param gate nothing begins while it is shut
   */
  ThrottledSource(Source source, Throttle throttle, Gate gate) {
    super(source);
    this.throttle = throttle;
    this.gate = gate;
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    long deadline = gate.machine().nanoTime() + wait.toNanos();
    if (held.isEmpty()) {
      int room = throttle.awaitRoom(demand, deadline, this::isShut);
      if (room == 0) {
        return List.of();
      }
      held.addAll(super.next(room, left(deadline)));
      if (closed) {
        HandBack.drain(held);
      }
    }
    int waiting = Math.min(demand, held.size());
    return waiting == 0 ? List.of() : poll(throttle.begin(waiting, deadline, this::isShut));
  }

  @Override
  public void extend() {
    var each = new Extensions();
    held.forEach(each::extend);
    each.extend(source());
    each.throwFirst();
  }

  /** A worker is no faster than its throttle, so nothing more is to be received ahead. */
  @Override
  public void pace(long nanos) {
    super.pace(Math.max(nanos, throttle.nanosPerMessage()));
  }

  @Override
  public void close() {
    closed = true;
    throttle.wake();
    super.close();
    HandBack.drain(held); // now that it cannot come straight back
  }

  private boolean isShut() {
    Admission pass = gate.pass();
    return closed || pass == Admission.NONE || pass == Admission.HOLD;
  }

  private List<Delivery> poll(int most) {
    var begin = new ArrayList<Delivery>(most);
    for (int i = 0; i < most; i++) {
      Delivery first = held.poll();
      if (first != null) {
        begin.add(first);
      }
    }
    return begin;
  }

  private Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - gate.machine().nanoTime()));
  }
}
