package dev.weft.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.BatchPolicy;
import dev.weft.Message;
import dev.weft.TransportException;
import dev.weft.codec.StringCodec;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.machine.Machine;
import dev.weft.transport.Transport;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A subscriber blocks its caller, and ends by an interrupt, a close or a lasting failure. */
class WorkerSubscriberTest {

  @AutoClose private final Bench bench = new Bench();
  private final BreakableTransport transport = new BreakableTransport(bench.memory);
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final List<String> ends = new CopyOnWriteArrayList<>();
  private final WorkerSubscriber<String> subscriber = over(transport);

  WorkerSubscriberTest() {
    bench.memory.create(bench.consumer());
  }

  @Test
  void itHandlesOnAVirtualThreadOfItsOwnUntilItIsClosed() {
    bench.publish("one");
    Thread caller = subscribe();
    await().until(() -> handled.contains("weft-test-take: one"));

    subscriber.close();

    await().until(() -> !caller.isAlive());
    assertThat(ends).containsExactly("returned");
  }

  @Test
  void anInterruptEndsIt() {
    Thread caller = subscribe();
    bench.publish("one");
    await().until(() -> !handled.isEmpty());

    caller.interrupt();

    await().until(() -> !caller.isAlive());
    assertThat(ends).containsExactly("InterruptedException");
  }

  @Test
  void aLastingFailureIsTheCallersToKnow() {
    Thread caller = subscribe();
    bench.publish("one");
    await().until(() -> !handled.isEmpty());

    transport.breakForGood("no permission");

    await().until(() -> !caller.isAlive());
    assertThat(ends).containsExactly("TransportException");
  }

  @Test
  void aPassingFailureIsNot() {
    Thread caller = subscribe();
    bench.publish("one");
    await().until(() -> handled.size() == 1);

    transport.breakNow("away");
    bench.publish("two");
    transport.mend();

    await().until(() -> handled.size() == 2);
    subscriber.close();
    await().until(() -> !caller.isAlive());
    assertThat(ends).containsExactly("returned");
  }

  @Test
  void itTakesOneHandlerAtATime() {
    Thread caller = subscribe();
    bench.publish("one");
    await().until(() -> !handled.isEmpty());

    assertThatThrownBy(() -> subscriber.subscribe(message -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("subscribed already");

    subscriber.close();
    await().until(() -> !caller.isAlive());
  }

  @Test
  void aCloseWhileItOpensItsSourceIsNoFailure() throws Exception {
    var closed = new AtomicReference<@Nullable WorkerSubscriber<String>>();
    Transport closing =
        (Transport)
            Proxy.newProxyInstance(
                Transport.class.getClassLoader(),
                new Class<?>[] {Transport.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("open")) {
                    Objects.requireNonNull(closed.get()).close();
                    throw TransportException.lasting("closed", null);
                  }
                  return method.invoke(bench.memory, arguments);
                });
    WorkerSubscriber<String> one = over(closing);
    closed.set(one);

    one.subscribe(message -> handled.add(message.payload())); // and returns

    assertThat(handled).isEmpty();
  }

  @Test
  void aClosedOneTakesNone() {
    subscriber.close();
    subscriber.close();

    assertThatThrownBy(() -> subscriber.subscribe(message -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aBatchHandlerGetsAsManyAtOnceAsItIsToldTo() throws Exception {
    bench.publish("one", "two", "three", "four");
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    subscriber.subscribeBatches(
                        messages ->
                            handled.add(
                                messages.stream().map(Message::payload).toList().toString()));
                  } catch (InterruptedException e) {
                    ends.add("interrupted");
                  }
                });

    await() // each message of a batch is settled on a thread of its own, so in any order
        .untilAsserted(
            () ->
                assertThat(bench.outcomes.settlements())
                    .containsExactlyInAnyOrder(
                        "ack one #1", "ack two #1", "ack three #1", "ack four #1"));
    assertThat(handled).containsExactly("[one, two]", "[three, four]");
    subscriber.close();
    caller.join();
    assertThat(ends).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // not every caller has a null checker
  void aHandlerThatIsNullIsRefusedByItsName() {
    assertThatNullPointerException()
        .isThrownBy(() -> subscriber.subscribe(null))
        .withMessageStartingWith("handler: null");
    assertThatNullPointerException()
        .isThrownBy(() -> subscriber.subscribeBatches(null))
        .withMessageStartingWith("handler: null");
  }

  private WorkerSubscriber<String> over(Transport taken) {
    return new WorkerSubscriber<>(
        Machine.real(),
        taken,
        new BatchPolicy(2, Duration.ofSeconds(30)),
        handler ->
            WorkerSpec.of("test", bench.consumer(), StringCodec.INSTANCE, handler, bench.emitter())
                .withSettlement(settlement -> settlement.withRetry(Bench.QUICK)),
        bench.outcomes);
  }

  private Thread subscribe() {
    return Thread.ofVirtual()
        .name("caller")
        .start(
            () -> {
              try {
                subscriber.subscribe(
                    message ->
                        handled.add(Thread.currentThread().getName() + ": " + message.payload()));
                ends.add("returned");
              } catch (InterruptedException | TransportException e) {
                ends.add(e.getClass().getSimpleName());
              }
            });
  }
}
