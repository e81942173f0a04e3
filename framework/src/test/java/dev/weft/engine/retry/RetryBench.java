package dev.weft.engine.retry;

import dev.weft.Handler;
import dev.weft.Headers;
import dev.weft.RetryException;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.SideStream;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.memory.ManualClock;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A worker whose long retries wait in a stream of their own, on a time that is moved by hand. */
public final class RetryBench implements AutoCloseable {

  static final Duration LONGER_THAN = Duration.ofSeconds(30);

  /** Looks come by the machine's time, and far more often than they have to. */
  private static final Duration LOOKS = Duration.ofSeconds(1);

  public static final Duration HOUR = Duration.ofHours(1);

  /** Gives the retries that are due. */
  public static final ConsumerSpec DUE = new ConsumerSpec("S_RETRY", "c", Map.of());

  public final ManualClock clock = new ManualClock(Instant.parse("2030-01-31T12:00:00Z"));
  public final Bench bench;

  /** Where retries wait; a test may break it. */
  public final BreakableTransport retryTransport;

  public final List<String> seen = new CopyOnWriteArrayList<>();

  /** How often the stream was found missing. */
  int restored;

  final RetryWatch watch;
  final ScheduledRetries retries;

  public RetryBench() {
    this(Machine.real());
  }

  public RetryBench(Duration ackWait) {
    this(Machine.real(), ackWait);
  }

  /** One whose worker is on that machine. */
  public RetryBench(Machine machine) {
    this(machine, Bench.ACK_WAIT);
  }

  private RetryBench(Machine machine, Duration ackWait) {
    bench =
        new Bench(machine, new MemoryTransport(machine, clock), Time.of(machine)).ackWait(ackWait);
    retryTransport = new BreakableTransport(bench.memory);
    watch = new RetryWatch(machine, retryTransport, "S", LOOKS, () -> restored++);
    retries =
        new ScheduledRetries(
            retryTransport,
            bench.consumer(),
            new ScheduledRetries.Timing(LONGER_THAN, clock, machine),
            watch,
            () -> restored++,
            () -> {});
    bench.retryStore(retries).slots(1);
  }

  /** Creates the stream that retries wait in. */
  public void createStream() {
    createStream(Map.of());
  }

  /** As {@link #createStream()}, with these settings of NATS's. */
  public void createStream(Map<String, Object> settings) {
    bench.memory.create(SideStream.RETRIES.beside("S", settings));
  }

  /** Has one wait for ever, so that what is due is fetched from the next look on. */
  void keepOneWaiting() {
    bench.memory.outbox().publish("RETRY.S.c.later.1", new byte[0], Headers.empty());
  }

  /** Notes each call; fails with a wait of an hour while the text starts with {@code later}. */
  public Handler<String> laterUntil(int attempt) {
    return message -> {
      seen.add(message.payload() + "#" + message.attempt());
      if (message.payload().startsWith("later") && message.attempt() < attempt) {
        throw new RetryException(HOUR, "not yet");
      }
    };
  }

  @Override
  public void close() {
    bench.close();
  }
}
