package dev.weft.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.ReceiveMode;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final Transport transport;
  private final String name = RUN + "_" + NUMBERS.incrementAndGet();
  private final ConsumerSpec consumer = consumerSpec(Map.of());

  TestBed(Transport transport) {
    this.transport = transport;
  }

  Transport transport() {
    return transport;
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
    return new Tap(transport.open(consumer, mode));
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
