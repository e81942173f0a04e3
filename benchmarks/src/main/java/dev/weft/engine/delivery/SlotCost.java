package dev.weft.engine.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.engine.Observer;
import dev.weft.engine.dispatch.Concurrent;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A message on a virtual thread of its own, with a slot taken before and given back after. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SlotCost {

  private static final int SLOTS = 1_000;
  private static final int MESSAGES = 10_000;

  private final byte[] data = "{\"id\":\"o-1\",\"at\":1,\"pad\":\"\"}".getBytes(UTF_8);
  private final Concurrent concurrent =
      new Rig(SLOTS, Observer.none(), message -> {}).concurrent(SLOTS);

  /** Ten slots' worth each, until the last one has ended. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long message() throws InterruptedException {
    for (int i = 0; i < MESSAGES; i++) {
      concurrent.awaitRoom();
      concurrent.start(new FakeDelivery("orders.placed", data, Headers.empty(), i));
    }
    concurrent.awaitQuiet();
    return concurrent.nanosPerMessage();
  }
}
