package dev.weft.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.ReceiveMode;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A stream of one test's own on the transport under test; no other test uses its names. */
final class TestBed {

  /** How long to wait for what has to come; a server's source may pull and close in seconds. */
  static final Duration PATIENCE = Duration.ofSeconds(40);

  /** An ack wait that ends in no test: what comes within {@link #PATIENCE} came without it. */
  static final Duration NO_ACK_WAIT = Duration.ofMinutes(5);

  /** An ack wait that a test can wait for. */
  static final Duration SHORT_ACK_WAIT = Duration.ofSeconds(1);

  /** An ack wait that is kept from ending, far longer than a beat may come late. */
  static final Duration KEPT_ACK_WAIT = Duration.ofSeconds(4);

  /** How long to look for what must not come, where no ack wait is to end meanwhile. */
  static final Duration A_WHILE = Duration.ofMillis(500);

  /** Longer than {@link #SHORT_ACK_WAIT}. */
  static final Duration PAST_ACK_WAIT = Duration.ofMillis(1800);

  // Sets this run apart from former ones on the same server.
  private static final String RUN = Long.toString(System.nanoTime(), Character.MAX_RADIX);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private static final Duration LOOK = Duration.ofMillis(20);

  private final Transport transport;
  private final Machine machine;
  private final String name = RUN + "_" + NUMBERS.incrementAndGet();
  private final ConsumerSpec consumer = consumerSpec(Map.of());

  /** A bed for a transport whose callers wait by the machine. */
  TestBed(Transport transport, Machine machine) {
    this.transport = transport;
    this.machine = machine;
  }

  Transport transport() {
    return transport;
  }

  Machine machine() {
    return machine;
  }

  /** How long it is since the machine has shown this time. */
  Duration since(long start) {
    return Duration.ofNanos(machine.nanoTime() - start);
  }

  /** Waits until something holds, which has to come. */
  void await(Callable<Boolean> condition) throws Exception {
    long start = machine.nanoTime();
    while (!condition.call()) {
      assertThat(since(start)).as("time waited").isLessThan(PATIENCE);
      machine.sleep(LOOK.toNanos());
    }
  }

  /** Waits until a future is done, for {@link #PATIENCE} at most. */
  <T> CompletableFuture<T> done(CompletableFuture<T> future) {
    var done = new CountDownLatch(1);
    var unused = future.whenComplete((result, failure) -> done.countDown());
    try {
      assertThat(machine.await(done, PATIENCE.toNanos())).as("done within %s", PATIENCE).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
    return future;
  }

  String stream() {
    return "STREAM_" + name;
  }

  /** A subject the stream takes. */
  String subject(String end) {
    return "contract." + name + "." + end;
  }

  StreamSpec streamSpec(Map<String, Object> more) {
    var settings = new HashMap<String, Object>();
    settings.put("subjects", List.of(subject(">")));
    settings.put("storage", "memory");
    settings.putAll(more);
    return new StreamSpec(stream(), settings);
  }

  ConsumerSpec consumerSpec(Map<String, Object> settings) {
    return new ConsumerSpec(stream(), "consumer_" + name, settings);
  }

  /** Creates the stream with one consumer of the given ack wait. */
  TestBed with(Duration ackWait) {
    return with(Map.of("ack_wait", ackWait.toNanos()));
  }

  /** Creates the stream with one consumer of an endless ack wait, unless the settings have one. */
  TestBed with(Map<String, Object> settings) {
    var all = new HashMap<String, Object>();
    all.put("ack_wait", NO_ACK_WAIT.toNanos());
    all.putAll(settings);
    transport.create(streamSpec(Map.of()));
    transport.create(consumerSpec(all));
    return this;
  }

  Tap open(ReceiveMode mode) {
    return new Tap(transport.open(consumer, mode), machine);
  }

  /** Opens another consumer. */
  Tap tap(ConsumerSpec other) {
    return new Tap(transport.open(other, ReceiveMode.PULL), machine);
  }

  /** Publishes messages of these texts, in this order. */
  void publish(String... texts) {
    for (String text : texts) {
      publish(text, Headers.empty());
    }
  }

  PublishReceipt publish(String text, Headers headers) {
    return transport.outbox().publish(subject("a"), text.getBytes(UTF_8), headers);
  }

  /** Publishes as many messages, with their numbers from 0 as texts. */
  void publishMany(int count) {
    for (int i = 0; i < count; i++) {
      publish(String.valueOf(i));
    }
  }

  static String text(Delivery delivery) {
    return new String(delivery.data(), UTF_8);
  }
}
