package dev.weft.engine.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.Headers;
import dev.weft.benchmarks.Order;
import dev.weft.benchmarks.Sdk;
import dev.weft.codec.JsonCodec;
import dev.weft.engine.Observer;
import dev.weft.engine.dispatch.Serial;
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
import org.openjdk.jmh.infra.Blackhole;

/** From a delivery to its settlement, on one thread and without a server. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HotPath {

  /** What watches. */
  public enum Telemetry {
    /** Nobody. */
    OFF,
    /** An OpenTelemetry SDK that records one trace in ten, and exports nothing. */
    ON
  }

  /** What watches. */
  @Param public Telemetry telemetry = Telemetry.OFF;

  private final byte[] data =
      ("{\"id\":\"o-1\",\"at\":1,\"pad\":\"" + "y".repeat(92) + "\"}").getBytes(UTF_8);
  private final Codec<Order> codec = JsonCodec.of(Order.class);
  private Sdk sdk = Sdk.off();
  private Serial serial = new Rig(1, Observer.none(), order -> {}).serial();
  private long sequence;

  /** Puts the worker together. */
  @Setup
  public void setUp(Blackhole hole) {
    Handler<Order> handler = message -> hole.consume(message.payload());
    sdk = telemetry == Telemetry.ON ? Sdk.sampling() : Sdk.off();
    serial =
        new Rig(1, sdk.telemetry().map(Observer::of).orElseGet(Observer::none), handler).serial();
  }

  /** Ends what the SDK has running. */
  @TearDown
  public void tearDown() {
    sdk.close();
  }

  /** The whole way of one message. */
  @Benchmark
  public boolean message() throws InterruptedException {
    var delivery = new FakeDelivery("orders.placed", data, Headers.empty(), sequence++);
    serial.start(delivery);
    return delivery.isSettled();
  }

  /** Its decoding alone, to subtract. */
  @Benchmark
  public Order decode() throws Exception {
    return codec.decode(data, Headers.empty());
  }
}
