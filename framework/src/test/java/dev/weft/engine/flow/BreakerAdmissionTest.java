package dev.weft.engine.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.BatchHandler;
import dev.weft.BreakerPolicy;
import dev.weft.Message;
import dev.weft.RetryPolicy;
import dev.weft.engine.Bench;
import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.delivery.InFlight;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Stage;
import dev.weft.engine.dispatch.Concurrent;
import dev.weft.engine.worker.Worker;
import dev.weft.machine.Machine;
import dev.weft.testing.MovedMachine;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While a breaker is open at most one message begins, however messages are dispatched. */
class BreakerAdmissionTest {

  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Duration FOR_EVER = Duration.ofHours(1);
  private static final int MESSAGES = 30;
  private static final BreakerPolicy POLICY =
      BreakerPolicy.builder().minOutcomes(2).pause(PAUSE).build();

  enum Way {
    SERIAL,
    CONCURRENT,
    KEYED,
    BATCH
  }

  private final MovedMachine time = new MovedMachine();
  private final Bench bench =
      new Bench(time)
          .retry(RetryPolicy.builder().attempts(5).fixedDelay(FOR_EVER).build())
          .breaker(POLICY);
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private volatile boolean away = true;

  @AfterEach
  void stop() {
    away = false;
    slowMayEnd.countDown();
    bench.close();
  }

  @ParameterizedTest
  @EnumSource
  void afterEachPauseOneBeginsUntilOneIsHandled(Way way) {
    publish(Stream.iterate(1, i -> i + 1).limit(MESSAGES).map(i -> "m" + i));
    Worker worker = start(way);
    await().until(() -> Bench.isPausedByBreaker(worker));

    for (int trial = 1; trial <= 2; trial++) {
      int before = awaitStill();
      time.move(PAUSE);
      await().until(() -> begun.size() > before && Bench.isPausedByBreaker(worker));
      assertThat(awaitStill()).isEqualTo(before + 1);
    }

    away = false;
    time.move(PAUSE);
    await().until(() -> Set.copyOf(begun).size() == MESSAGES);
    assertThat(worker.problem()).isEmpty();
  }

  @Test
  void whatBeganBeforeThePauseDoesNotEndIt() {
    publish(Stream.of("slow", "m1", "m2"));
    publish(Stream.iterate(3, i -> i + 1).limit(MESSAGES).map(i -> "m" + i));
    Worker worker = start(Way.CONCURRENT);
    await().until(() -> Bench.isPausedByBreaker(worker) && begun.contains("slow"));
    int before = awaitStill();

    time.move(PAUSE); // from now on one is to be tried, once nothing else is at work
    await().until(() -> worker.problem().isEmpty());
    assertThat(awaitStill()).isEqualTo(before);
    slowMayEnd.countDown(); // and is handled

    await().until(() -> begun.size() > before && Bench.isPausedByBreaker(worker));
    assertThat(awaitStill()).isEqualTo(before + 1);
  }

  @Test
  void whatIsReadyAndNotBegunWaitsForItsTurn() throws Exception {
    var breaker = new Breaker(Parts.ID, POLICY, Observer.none(), time::nanoTime);
    var gate = new Gate(Machine.real(), "test", breaker);
    Concurrent dispatch = dispatch(gate);
    open(breaker);
    List<CountedDelivery> deliveries = started(dispatch);

    dispatch.awaitQuiet(); // at once
    assertThat(awaitStill()).isZero();

    time.move(PAUSE);
    breaker.nanosLeft();
    assertThat(dispatch.tryOne()).isTrue();
    await().until(() -> begun.size() == 3);
    dispatch.awaitQuiet();
    assertThat(begun).containsExactly("TRIAL", "ALL", "ALL");
    assertThat(deliveries).allMatch(delivery -> delivery.settlements() == 1);
  }

  @Test
  void whatIsReadyIsHandedBackWhenThatIsAskedFor() throws Exception {
    var breaker = new Breaker(Parts.ID, POLICY, Observer.none(), time::nanoTime);
    Concurrent dispatch = dispatch(new Gate(Machine.real(), "test", breaker));
    open(breaker);
    List<CountedDelivery> deliveries = started(dispatch);

    dispatch.handBack();

    assertThat(deliveries).allMatch(delivery -> delivery.settlements() == 1);
    assertThat(dispatch.awaitRoom()).isEqualTo(3);
    assertThat(begun).isEmpty();
  }

  private Concurrent dispatch(Gate gate) {
    Stage step =
        work -> {
          begun.add(gate.pass().name());
          gate.breaker().succeeded(work.breakerPeriod());
          work.conclude(Outcome.Ack.INSTANCE);
          return Optional.of(Outcome.Ack.INSTANCE);
        };
    var handling = new Pipeline(step, RetryPolicy.defaults(), FOR_EVER, gate);
    return new Concurrent(
        "test", 3, false, gate, InFlight.severalAtOnce(handling, Parts.settler()), Parts.memory());
  }

  private static void open(Breaker breaker) {
    for (int i = 0; i < 2; i++) {
      breaker.failed(breaker.period(), Failure.of(new IllegalStateException()));
    }
    assertThat(breaker.pass()).isEqualTo(Admission.HOLD);
  }

  private static List<CountedDelivery> started(Concurrent dispatch) throws InterruptedException {
    List<CountedDelivery> deliveries =
        LongStream.rangeClosed(1, 3).mapToObj(CountedDelivery::new).toList();
    for (CountedDelivery delivery : deliveries) {
      dispatch.start(delivery);
    }
    return deliveries;
  }

  private Worker start(Way way) {
    bench.prepared();
    return switch (way) {
      case SERIAL -> bench.start(this::handle);
      case CONCURRENT -> bench.concurrency(6).start(this::handle);
      case KEYED ->
          bench
              .concurrency(6)
              .keyed((subject, headers, data) -> new String(data, UTF_8))
              .start(this::handle);
      case BATCH ->
          bench
              .concurrency(2)
              .batch(3, Duration.ofMillis(20))
              .startBatches((BatchHandler<String>) this::handle);
    };
  }

  private void handle(Message<String> message) throws InterruptedException {
    handle(List.of(message));
  }

  private void handle(List<Message<String>> messages) throws InterruptedException {
    messages.forEach(message -> begun.add(message.payload()));
    if (messages.getFirst().payload().equals("slow")) {
      slowMayEnd.await();
    } else if (away) {
      throw new IllegalStateException("the gateway is away");
    }
  }

  /** How many had begun when none did for a while. */
  private int awaitStill() {
    int[] last = {-1};
    await()
        .pollInterval(Duration.ofMillis(150))
        .until(
            () -> {
              int now = begun.size();
              boolean still = now == last[0];
              last[0] = now;
              return still;
            });
    return last[0];
  }

  private void publish(Stream<String> texts) {
    bench.publish(texts.toArray(String[]::new));
  }
}
