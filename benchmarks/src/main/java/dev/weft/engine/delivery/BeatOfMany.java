package dev.weft.engine.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.dispatch.Dispatch;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One beat for all that is at work, without the sending: three of them come in an ack wait. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BeatOfMany {

  /** How many messages are at work, each on a thread that waits. */
  @Param({"1", "1000", "100000"})
  public int held = 1;

  private final CountDownLatch over = new CountDownLatch(1);
  private final byte[] data = "{\"id\":\"o-1\",\"at\":1,\"pad\":\"\"}".getBytes(UTF_8);
  private Dispatch dispatch = new Rig(1, Observer.none(), message -> {}).serial();

  /** Sets them to work. */
  @Setup
  public void setUp() throws InterruptedException {
    dispatch = new Rig(held, Observer.none(), message -> over.await()).concurrent(held);
    for (int i = 0; i < held; i++) {
      dispatch.start(new FakeDelivery("orders.placed", data, Headers.empty(), i));
    }
  }

  /** Lets them end. */
  @TearDown
  public void tearDown() throws InterruptedException {
    over.countDown();
    dispatch.awaitQuiet();
  }

  /** One beat. */
  @Benchmark
  public void beat() {
    dispatch.extend(new Extensions());
  }
}
