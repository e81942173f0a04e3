package dev.weft.engine;

import dev.weft.testing.MovedMachine;
import java.time.Duration;

/** A bench whose ack waits end on a machine whose time the test moves. */
public final class AgingBench implements AutoCloseable {

  private static final Duration ACK_WAIT = Duration.ofSeconds(9);

  private final MovedMachine machine = new MovedMachine();
  public final Bench bench = new Bench(machine).ackWait(ACK_WAIT);
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
    first.outlast(ACK_WAIT, machine);
  }

  @Override
  public void close() {
    bench.close();
  }
}
