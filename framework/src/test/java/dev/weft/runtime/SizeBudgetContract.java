package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.RequestException;
import dev.weft.codec.BytesCodec;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Messages of all sizes up to the largest there are, through all that Weft makes of them: whatever
 * it adds, each ends where it should, once and whole, and its handler is called once for each
 * attempt that is due.
 */
@SuppressWarnings({"ArrayRecordComponent", "NullAway"}) // what is missing fails the test
abstract class SizeBudgetContract {

  /** A message, as it was published. */
  private record Sent(int number, Headers headers, byte[] data) {}

  /** A message as it is in the end, with what is in its parts. */
  private record Kept(Headers headers, byte[] data) {}

  private static final int MOST_HEADERS = SizeLimit.STREAM_HEADERS;

  @SuppressWarnings("NullAway.Init") // before each test
  @AutoClose
  private Transport transport;

  private final List<Sent> sent = new ArrayList<>();

  /** A new transport, closed by whoever starts a runtime on it. */
  abstract Transport transport();

  @BeforeEach
  final void begin() {
    SizedHandlers.reset();
    transport = transport();
  }

  @Test
  void whatIsRejectedIsKeptOnceAndWhole() throws Exception {
    try (WorkerRuntime weft = start(SizedHandlers.Rejects.class, "")) {
      publishAllSizes();
      awaitDone();
      assertThat(weft.problems()).isEmpty();

      assertEachHadCalls(1);
      assertAllAreKept("no good");
    }
  }

  @Test
  void whatHasSpentItsAttemptsIsKeptOnceAndWhole() throws Exception {
    try (WorkerRuntime weft = start(SizedHandlers.Fails.class, "")) {
      publishAllSizes();
      awaitDone();
      assertThat(weft.problems()).isEmpty();

      assertEachHadCalls(2);
      assertAllAreKept("attempts spent (2 of 2)");
    }
  }

  @Test
  void whatWaitsForItsRetryComesBackOnce() throws Exception {
    try (WorkerRuntime weft = start(SizedHandlers.Postpones.class, "")) {
      publishAllSizes();
      await().until(() -> SizedHandlers.callsByCount().equals(Map.of(2, (long) sent.size())));
      awaitDone();
      assertThat(weft.problems()).isEmpty();

      assertThat(read("ORDERS_DLQ")).isEmpty();
      assertThat(transport.state(new ConsumerSpec("ORDERS_RETRY", "test", Map.of())).pending())
          .isZero();
    }
  }

  @Test
  void whatIsParkedIsKeptOnceAndWholeThoughItsKeyIsAsLongAsTheMessage() throws Exception {
    String keyed =
        "ordering = key, concurrency = 4, on-exhausted = park-key, key = \"%s\""
            .formatted(SizedHandlers.LongKey.class.getName());
    try (WorkerRuntime weft = start(SizedHandlers.Rejects.class, keyed)) {
      publishAllSizes();
      awaitDone();
      assertThat(weft.problems()).isEmpty();

      assertEachHadCalls(1);
      assertAllAreKept("no good");
      assertThat(transport.all("ORDERS_PARKED", "PARKED.ORDERS.test.*")).hasSize(sent.size());
    }
  }

  @Test
  void whatIsEmittedIsStoredOnceOrItsMessageRejectedAtOnce() throws Exception {
    try (WorkerRuntime weft = start(SizedHandlers.Emits.class, "")) {
      publishAllSizes();
      awaitDone();
      assertThat(weft.problems()).isEmpty();

      assertEachHadCalls(1);
      Map<Integer, Kept> out =
          byNumber(read("OUT").stream().map(one -> new Kept(one.headers(), one.data())).toList());
      Map<Integer, Kept> letters = letters();
      for (Sent one : sent) {
        Kept emitted = out.remove(one.number());
        if (emitted != null) {
          assertThat(emitted.data()).isEqualTo(one.data());
        } else {
          assertThat(letters.remove(one.number()).headers().first("Weft-Dead-Reason"))
              .hasValueSatisfying(
                  reason ->
                      assertThat(reason)
                          .contains("publish to out.a: too large")
                          .contains("at most " + limit().maxPayload()));
        }
      }
      assertThat(out).isEmpty();
      assertThat(letters).isEmpty();
    }
  }

  @Test
  void whatIsAnsweredArrivesOrAnErrorSaysThatItIsTooLarge() {
    try (WorkerRuntime weft = start(SizedHandlers.Rejects.class, "")) {
      await().until(() -> weft.problems().isEmpty());
      var requester = weft.requester(BytesCodec.INSTANCE, BytesCodec.INSTANCE);
      int most = (int) limit().maxPayload();
      int headers = SizeLimit.bytes(Headers.of("Content-Type", BytesCodec.INSTANCE.contentType()));
      for (int size = most - 2_000; size <= most; size += 250) {
        byte[] request = ByteBuffer.allocate(4).putInt(size).array();
        if (size + headers <= most) {
          assertThat(requester.request("sizes", request)).hasSize(size);
        } else {
          assertThatExceptionOfType(RequestException.class)
              .isThrownBy(() -> requester.request("sizes", request))
              .withMessageContaining("500 too-large")
              .withMessageContaining("at most " + most);
        }
      }
    }
  }

  @Test
  void aTextOfAMegabyteIsCutWhereverItComesFrom() throws Exception {
    try (WorkerRuntime weft = start(SizedHandlers.SaysMuch.class, "")) {
      for (int i = 0; i < 6; i++) {
        publish(Headers.empty(), 100);
      }
      awaitDone();
      assertThat(weft.problems()).isEmpty();

      assertThat(SizedHandlers.calls()).isEqualTo(Map.of(0, 1, 1, 2, 2, 1, 3, 2, 4, 2, 5, 2));
      assertAllAreKept("");
    }
  }

  private void assertEachHadCalls(int count) {
    assertThat(SizedHandlers.callsByCount()).isEqualTo(Map.of(count, (long) sent.size()));
  }

  private void assertAllAreKept(String reason) throws InterruptedException {
    Map<Integer, Kept> letters = letters();
    for (Sent one : sent) {
      Kept letter = letters.remove(one.number());
      assertThat(letter).as("the dead letter of message %d", one.number()).isNotNull();
      assertThat(letter.headers().first("Weft-Dead-Reason").orElseThrow()).contains(reason);
      one.headers()
          .forEach((name, values) -> assertThat(letter.headers().all(name)).isEqualTo(values));
      assertThat(letter.data()).isEqualTo(one.data());
    }
    assertThat(letters).as("dead letters of no message").isEmpty();
  }

  private void publishAllSizes() {
    int most = (int) limit().maxPayload();
    for (int size = most - 2_000; size <= most; size += 250) {
      publish(Headers.empty(), size);
      Headers some = headers(1, 400);
      publish(some, size - SizeLimit.bytes(some));
    }
    for (int size : List.of(30_000, 60_000, 62_000, 64_000, 65_000, MOST_HEADERS)) {
      publish(headers(1, size), 100);
      publish(headers(20, size), most - size);
    }
  }

  private void publish(Headers headers, int size) {
    byte[] data = new byte[size];
    int number = sent.size();
    ByteBuffer.wrap(data).putInt(number);
    sent.add(new Sent(number, headers, data));
    transport.outbox().publish("orders.a", data, headers);
  }

  /** So many headers, which take up so many bytes together. */
  private static Headers headers(int count, int bytes) {
    var all = new LinkedHashMap<String, List<String>>();
    for (int i = 0; i < count; i++) {
      all.put("X-%02d".formatted(i), List.of(""));
    }
    int fill = bytes - SizeLimit.bytes(Headers.copyOf(all));
    for (int i = 0; i < count; i++) {
      int length = i == 0 ? fill - fill / count * (count - 1) : fill / count;
      all.put("X-%02d".formatted(i), List.of("x".repeat(length)));
    }
    return Headers.copyOf(all);
  }

  private SizeLimit limit() {
    return transport.outbox().limit();
  }

  private void awaitDone() {
    var consumer = new ConsumerSpec("ORDERS", "test", Map.of());
    await()
        .until(
            () -> {
              ConsumerState state = transport.state(consumer);
              return SizedHandlers.calls().size() == sent.size()
                  && state.pending() == 0
                  && state.ackPending() == 0;
            });
  }

  /** The dead letters by the number of their message, with what is in their parts. */
  private Map<Integer, Kept> letters() throws InterruptedException {
    List<Delivery> all = read("ORDERS_DLQ");
    Map<Long, Delivery> places =
        all.stream()
            .collect(Collectors.toMap(one -> one.position().orElseThrow().sequence(), one -> one));
    return byNumber(
        all.stream()
            .filter(one -> one.headers().first("Weft-Part-Of").isEmpty())
            .map(one -> joined(one, places))
            .toList());
  }

  private static Kept joined(Delivery head, Map<Long, Delivery> places) {
    Map<String, List<String>> headers = new LinkedHashMap<>(head.headers().asMap());
    new String(parts(head, "Weft-Headers-In", places), UTF_8)
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              headers.put(line.substring(0, colon), List.of(line.substring(colon + 1)));
            });
    byte[] data =
        head.headers().first("Weft-Data-In").isPresent()
            ? parts(head, "Weft-Data-In", places)
            : head.data();
    return new Kept(Headers.copyOf(headers), data);
  }

  private static byte[] parts(Delivery head, String header, Map<Long, Delivery> places) {
    var bytes = new ByteArrayOutputStream();
    for (String place : head.headers().first(header).orElse("").split(",", -1)) {
      if (!place.isEmpty()) {
        Delivery part = places.get(Long.valueOf(place));
        assertThat(part).as("part %s of %s", place, head).isNotNull();
        assertThat(part.headers().first("Weft-Part-Of"))
            .isEqualTo(head.headers().first("Nats-Msg-Id"));
        bytes.writeBytes(part.data());
      }
    }
    return bytes.toByteArray();
  }

  private static Map<Integer, Kept> byNumber(List<Kept> messages) {
    var all = new TreeMap<Integer, Kept>();
    for (Kept one : messages) {
      int number = SizedHandlers.number(one.data());
      assertThat(all.put(number, one)).as("message %d once", number).isNull();
    }
    return all;
  }

  /** All that a stream has. */
  private List<Delivery> read(String stream) throws InterruptedException {
    var reader = new ConsumerSpec(stream, "reader", Map.of());
    transport.create(reader);
    long count = transport.state(reader).pending();
    var all = new ArrayList<Delivery>();
    try (Source source = transport.open(reader, ReceiveMode.PULL)) {
      while (all.size() < count) {
        List<Delivery> some = source.next(10, Duration.ofSeconds(5));
        some.forEach(one -> one.settle(Outcome.Ack.INSTANCE));
        all.addAll(some);
      }
    }
    return all;
  }

  private WorkerRuntime start(Class<?> handler, String more) {
    var config =
        Configs.read(
            """
            weft.streams.ORDERS { subjects = ["orders.>"], storage = memory, retention = workqueue }
            weft.streams.OUT { subjects = ["out.>"], storage = memory }
            weft.dead-letters.stream.storage = memory
            weft.scheduled-retries { longer-than = 1s, stream.storage = memory }
            weft.handlers.test {
              class = "%s", stream = ORDERS, codec = bytes, breaker.enabled = false
              retry { attempts = 2, first-delay = 10ms, max-delay = 10ms }
              consumer.ack_wait = 60s
              %s
            }
            weft.handlers.sizes { class = "%s", mode = reply, subject = sizes, codec = bytes }
            """
                .formatted(handler.getName(), more, SizedHandlers.Answers.class.getName()));
    Machine machine = Machine.real();
    return WorkerRuntime.start(
        config, Configs.CLASSES, Observer.none(), transport, machine, Time.of(machine));
  }
}
