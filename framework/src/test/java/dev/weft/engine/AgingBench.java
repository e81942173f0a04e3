package dev.weft.engine;

import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.memory.ManualClock;
import dev.weft.memory.MemoryTransport;
import java.time.Duration;
import java.time.Instant;

/** A bench whose ack waits end on a clock that the test moves, however busy the machine is. */
public final class AgingBench implements AutoCloseable {

  private static final Duration ACK_WAIT = Duration.ofMillis(300);

  private final ManualClock clock = new ManualClock(Instant.parse("2030-01-31T12:00:00Z"));
  public final Bench bench =
      new Bench(new MemoryTransport(clock), Time.of(Machine.real())).ackWait(ACK_WAIT);
  private final BreakableTransport first = new BreakableTransport(bench.memory);

  public AgingBench() {
    bench.through(first);
  }

  /** Has the workers that start from now on not count for {@link #outlastTheAckWait}. */
  public void letOthersStart() {
    bench.through(bench.memory);
  }

  /** Lets two ack waits pass, in which the first worker's messages have to be kept alive. */
  public void outlastTheAckWait() {
    first.outlast(ACK_WAIT, clock);
  }

  @Override
  public void close() {
    bench.close();
  }
}
