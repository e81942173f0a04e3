package dev.weft.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.codec.MessageKeys;
import dev.weft.engine.Bench;
import dev.weft.engine.worker.Worker;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bytes of messages that workers hold are bounded, over all of them. */
class MessageMemoryTest {

  private static final int LARGE = 100_000;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AT_ONCE = Duration.ZERO;

  private final Bench bench = new Bench();
  private final MessageMemory memory = new MessageMemory(3 * LARGE);
  private final Semaphore gate = new Semaphore(0);
  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicInteger mostAtWork = new AtomicInteger();

  @AfterEach
  void close() {
    gate.release(1_000);
    bench.close();
  }

  @Test
  void whatIsHeldCountsUntilItIsSettledHoweverThatGoes() throws Exception {
    MessageMemory.Share share = memory.share(Machine.real());
    var transport = new MemoryTransport();
    List<Delivery> deliveries = deliveries(transport, share, LARGE, LARGE, LARGE, 10);
    assertThat(memory.held()).isEqualTo(3 * LARGE);

    deliveries.get(0).settle(Outcome.Ack.INSTANCE);
    deliveries.get(0).settle(Outcome.Ack.INSTANCE);
    deliveries.get(1).discard();
    assertThat(memory.held()).isEqualTo(LARGE);
    transport.close();
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> deliveries.get(2).settle(Outcome.Ack.INSTANCE));

    assertThat(memory.held()).isZero();
  }

  @Test
  void oneThatHoldsNothingMayAlwaysTakeOne() throws Exception {
    MessageMemory.Share full = memory.share(Machine.real());
    MessageMemory.Share other = memory.share(Machine.real());
    try (MemoryTransport transport = new MemoryTransport()) {
      List<Delivery> deliveries = deliveries(transport, full, LARGE, LARGE, LARGE, LARGE);

      assertThat(full.awaitRoom(AT_ONCE)).isFalse();
      assertThat(other.awaitRoom(AT_ONCE)).isTrue();

      deliveries.get(0).settle(Outcome.Ack.INSTANCE);
      assertThat(full.awaitRoom(AT_ONCE)).isFalse();
      deliveries.get(1).settle(Outcome.Ack.INSTANCE);
      assertThat(full.awaitRoom(AT_ONCE)).isTrue();
    }
  }

  @Test
  void largeMessagesHaveTheirNumbersByWhichALostOneIsFound() throws Exception {
    try (MemoryTransport transport = new MemoryTransport()) {
      assertThat(deliveries(transport, memory.share(Machine.real()), LARGE, LARGE))
          .hasOnlyElementsOfType(MeteredDelivery.class)
          .extracting(Delivery::number)
          .containsExactly(1L, 2L);
    }
  }

  @Test
  void whatIsHandedOverCountsElsewhereAndNoMore() throws Exception {
    MessageMemory.Share first = memory.share(Machine.real());
    MessageMemory.Share second = first.another();
    try (MemoryTransport transport = new MemoryTransport()) {
      Source source = first.meter(source(transport, LARGE, LARGE, LARGE), second);
      List<Delivery> deliveries = source.next(3, SOON);
      assertThat(second.awaitRoom(AT_ONCE)).isTrue();

      deliveries.forEach(Delivery::handedOver);
      assertThat(first.awaitRoom(AT_ONCE)).isTrue();
      assertThat(second.awaitRoom(AT_ONCE)).isFalse();
      assertThat(memory.held()).isEqualTo(3 * LARGE);

      deliveries.forEach(delivery -> delivery.settle(Outcome.Ack.INSTANCE));
      deliveries.forEach(Delivery::handedOver);
      assertThat(memory.held()).isZero();
    }
  }

  @Test
  void nobodyWaitsAfterAnInterrupt() throws Exception {
    MessageMemory.Share share = memory.share(Machine.real());
    try (MemoryTransport transport = new MemoryTransport()) {
      deliveries(transport, share, LARGE, LARGE, LARGE);
      Thread.currentThread().interrupt();

      assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> share.awaitRoom(SOON));

      assertThat(memory.waiting()).isZero();
    }
  }

  @Test
  void aSettlementEndsTheWait() throws Exception {
    MessageMemory.Share share = memory.share(Machine.real());
    try (MemoryTransport transport = new MemoryTransport()) {
      List<Delivery> deliveries = deliveries(transport, share, LARGE, LARGE, LARGE);
      var waited = new AtomicInteger();
      Thread waiting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      waited.set(share.awaitRoom(Duration.ofMinutes(5)) ? 1 : -1);
                    } catch (InterruptedException e) {
                      waited.set(-1);
                    }
                  });
      await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

      deliveries.getFirst().settle(Outcome.Ack.INSTANCE);

      await().until(() -> waited.get() == 1);
    }
  }

  @Test
  void fewerLargeMessagesThanSlotsAreAtWorkAndEachIsHandledOnce() {
    bench.memory(memory).concurrency(20).start(message -> work());
    publish(1); // so that it knows how large they are
    await().until(() -> atWork.get() == 1);
    publish(19);

    await().until(() -> atWork.get() == 3);
    await().during(Duration.ofMillis(300)).until(() -> atWork.get() == 3);
    gate.release(100);
    awaitHandled(20);
    assertThat(memory.held()).isZero();
  }

  @Test
  void messagesThatWaitBehindOthersOfTheirKeyAreBoundedToo() {
    bench.memory(memory).keyed(MessageKeys.parse("subject:1")).concurrency(20);
    bench.start(message -> work());
    publish(1);
    await().until(() -> atWork.get() == 1);
    publish(29);

    await().until(() -> memory.held() == 3 * LARGE);
    await().during(Duration.ofMillis(300)).until(() -> memory.held() == 3 * LARGE);
    gate.release(100);
    awaitHandled(30);
    assertThat(mostAtWork.get()).isEqualTo(1);
    assertThat(memory.held()).isZero();
  }

  @Test
  void aBatchOfLargeMessagesGoesWithThoseThereIsMemoryFor() {
    var sizes = new CopyOnWriteArrayList<Integer>();
    bench.memory(memory).batch(10, Duration.ofMillis(50));
    bench.startBatches(
        messages -> {
          sizes.add(messages.size());
          gate.acquire();
        });
    publish(1);
    await().until(() -> sizes.size() == 1);
    publish(20);
    gate.release(100);

    awaitHandled(21);
    assertThat(sizes).allMatch(size -> size <= 3);
    assertThat(memory.held()).isZero();
  }

  @Test
  void aStopEndsTheWaitForMemory() {
    Worker worker = bench.memory(memory).concurrency(20).start(message -> work());
    publish(1);
    await().until(() -> atWork.get() == 1);
    publish(19);
    await().until(() -> atWork.get() == 3);

    worker.stop();
    gate.release(100);

    bench.awaitEnd();
    assertThat(memory.held()).isZero();
  }

  private void work() throws InterruptedException {
    mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
    gate.acquire();
    atWork.decrementAndGet();
  }

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      bench.publish("x".repeat(LARGE));
    }
  }

  private void awaitHandled(int count) {
    await().until(() -> bench.outcomes.settlements().size() == count);
    assertThat(
            bench.outcomes.settlements().stream()
                .filter(line -> line.startsWith("ack") && line.endsWith("#1"))
                .count())
        .isEqualTo(count);
  }

  private static List<Delivery> deliveries(
      MemoryTransport transport, MessageMemory.Share share, int... sizes)
      throws InterruptedException {
    return share.meter(source(transport, sizes)).next(sizes.length, SOON);
  }

  private static Source source(MemoryTransport transport, int... sizes) {
    var consumer = new ConsumerSpec("M", "c", Map.of());
    transport.create(new StreamSpec("M", Map.of("subjects", List.of("m"))));
    transport.create(consumer);
    for (int size : sizes) {
      transport.outbox().publish("m", new byte[size], Headers.empty());
    }
    return transport.open(consumer, ReceiveMode.PULL);
  }
}
