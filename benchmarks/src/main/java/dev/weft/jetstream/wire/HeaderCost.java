package dev.weft.jetstream.wire;

import dev.weft.Headers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The headers of a message and what the server writes into its reply subject, in and out. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeaderCost {

  private static final String ID = "6f1c2a9e4b7d8c3f5a0e1b2d-3x9";

  private final Headers ours = four();
  private final io.nats.client.impl.Headers theirs = NatsHeaders.write(ours);
  private final String reply =
      "$JS.ACK.ORDERS.send-invoice.1.1234567.1234567.1700000000123456789.4321";

  /** Those that a publisher puts on a message. */
  @Benchmark
  public Headers build() {
    return four();
  }

  private static Headers four() {
    return Headers.of(Headers.CONTENT_TYPE, "application/json")
        .with(Headers.MESSAGE_ID, ID)
        .with(Headers.NATS_MESSAGE_ID, ID)
        .with("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }

  /** From jnats's. */
  @Benchmark
  public Headers read() {
    return NatsHeaders.read(theirs);
  }

  /** To jnats's. */
  @Benchmark
  public io.nats.client.impl.Headers write() {
    return NatsHeaders.write(ours);
  }

  /** Stream, sequence, deliveries and time. */
  @Benchmark
  public AckSubject ackSubject() {
    return AckSubject.parse(reply);
  }
}
