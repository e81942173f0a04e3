package dev.weft.engine.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.BreakerPolicy;
import dev.weft.Message;
import dev.weft.Rate;
import dev.weft.RetryPolicy;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.MovedTime;
import dev.weft.engine.worker.Worker;
import dev.weft.testing.MovedMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages begin at their worker's rate, and at that of the limit it shares; on a moved time. */
class RatedWorkerTest {

  /** How the messages of a worker run. */
  enum Way {
    SERIAL,
    CONCURRENT,
    KEYED;

    Bench prepare(Bench bench) {
      return switch (this) {
        case SERIAL -> bench;
        case CONCURRENT -> bench.concurrency(10);
        // A message is its own key.
        case KEYED ->
            bench.concurrency(10).keyed((subject, headers, data) -> new String(data, UTF_8));
      };
    }
  }

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Rate HOURLY = new Rate(1, HOUR);
  private static final Rate TEN_A_SECOND = new Rate(10, Duration.ofSeconds(1));

  private final MovedTime time = new MovedTime();
  private final MovedMachine machine = new MovedMachine();
  private final List<Bench> benches = new ArrayList<>();
  private final List<String> begun = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    benches.forEach(Bench::close);
  }

  @ParameterizedTest
  @EnumSource
  void messagesBeginAtTheRateWithoutSpendingAttempts(Way way) {
    Bench bench = way.prepare(bench()).throttle(own(TEN_A_SECOND));
    publish(bench, 30);
    bench.start(this::note);

    begin(2); // a tenth of a second's worth, and one
    for (int begins = 3; begins <= 30; begins++) {
      time.move(Duration.ofMillis(100));
      begin(begins);
    }

    awaiting().until(() -> bench.outcomes.settlements().size() == 30);
    assertThat(bench.outcomes.settlements()).allMatch(line -> line.endsWith(" #1"));
  }

  @ParameterizedTest
  @EnumSource
  void aStopEndsTheWaitAtOnce(Way way) {
    Bench bench = way.prepare(bench()).throttle(own(HOURLY));
    publish(bench, 3);
    Worker worker = bench.start(this::note);
    begin(1);

    worker.stop();

    bench.awaitEnd();
    assertThat(begun).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SERIAL", "CONCURRENT"})
  void whatWaitsForTheWorkersOwnRateIsWithTheServer(Way way) {
    Bench bench = way.prepare(bench()).throttle(own(HOURLY));
    publish(bench, 3);
    Worker worker = bench.start(this::note);
    begin(1);

    worker.stop();
    bench.throttle(Throttle.none()).start(this::note);

    begin(3);
    awaiting().until(() -> bench.outcomes.settlements().size() == 3);
    assertThat(bench.outcomes.settlements()).allMatch(line -> line.endsWith(" #1"));
  }

  @ParameterizedTest
  @EnumSource
  void whatWaitsForASharedLimitIsKeptAlive(Way way) {
    Duration ackWait = Duration.ofSeconds(9);
    Bench bench = way.prepare(bench());
    var transport = new BreakableTransport(bench.memory);
    bench.through(transport).ackWait(ackWait).throttle(share(limit(HOURLY), 1));
    publish(bench, 2);
    bench.start(this::note);
    begin(1);

    transport.outlast(ackWait, machine);
    assertThat(begun).hasSize(1);
    time.move(HOUR);

    begin(2);
    awaiting().until(() -> bench.outcomes.settlements().size() == 2);
    assertThat(bench.outcomes.settlements()).containsExactlyInAnyOrder("ack 0 #1", "ack 1 #1");
  }

  @Test
  void thoseWhoShareALimitBeginInProportionToTheirWeights() {
    RateLimit limit = limit(new Rate(100, Duration.ofSeconds(1)));
    Bench three = bench().concurrency(50).throttle(share(limit, 3));
    Bench one = bench().concurrency(50).throttle(share(limit, 1));
    publish(three, 400);
    publish(one, 400);
    three.start(message -> begun.add("three"));
    one.start(message -> begun.add("one"));

    begin(11);
    begun.clear();
    for (int begins = 1; begins <= 400; begins++) {
      time.move(Duration.ofMillis(10));
      begin(begins);
    }

    // Which one is back in time for its next message is up to the machine; that it is on the whole
    // is all that counts here, and FairQueueTest counts exactly.
    assertThat(begun.stream().filter("three"::equals).count()).isBetween(260L, 340L);
  }

  @Test
  void whatAnIdleWorkerLeavesGoesToTheOthers() {
    RateLimit limit = limit(TEN_A_SECOND);
    Bench idle = bench().throttle(share(limit, 1_000));
    Bench busy = bench().throttle(share(limit, 1));
    publish(busy, 20);
    idle.start(this::note);
    busy.start(this::note);

    begin(2);
    for (int begins = 3; begins <= 20; begins++) {
      time.move(Duration.ofMillis(100));
      begin(begins);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPausedWorkerTakesNothingOfALimitAndGoesOnAfterwards(Way way) {
    RateLimit limit = limit(HOURLY);
    Bench paused = way.prepare(bench()).throttle(share(limit, 1_000));
    Bench other = bench().throttle(share(limit, 1));
    publish(paused, 3);
    Worker worker = paused.start(message -> begun.add("paused"));
    begin(1);
    publish(other, 2);
    other.start(message -> begun.add("other"));

    worker.pause();
    time.move(HOUR);
    begin(2);
    time.move(HOUR);
    begin(3);
    worker.resume();
    time.move(HOUR);
    begin(4);

    assertThat(begun).containsExactly("paused", "other", "other", "paused");
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerWithARateOfItsOwnAndALimitKeepsToBoth(Way way) {
    RateLimit limit = limit(new Rate(2, HOUR));
    Bench slow =
        way.prepare(bench()).throttle(Throttle.of(machine, HOURLY, limit.share(1_000), time));
    Bench fast = bench().throttle(share(limit, 1));
    publish(slow, 3);
    slow.start(message -> begun.add("slow"));
    begin(1);
    publish(fast, 3);
    fast.start(message -> begun.add("fast"));

    time.move(HOUR.dividedBy(2));
    begin(2);
    assertThat(begun).containsExactly("slow", "fast");
  }

  @ParameterizedTest
  @EnumSource
  void afterThePauseOfTheBreakerOneMessageTriesAndWaitsForItsTurn(Way way) {
    var once =
        BreakerPolicy.builder()
            .minOutcomes(1)
            .failureRate(0.1)
            .pause(Duration.ofMillis(100))
            .build();
    Bench bench =
        way.prepare(bench())
            .breaker(once)
            .retry(RetryPolicy.builder().attempts(5).fixedDelay(HOUR).build())
            .throttle(own(HOURLY));
    publish(bench, 4);
    Worker worker =
        bench.start(
            message -> {
              begun.add(message.payload());
              if (begun.size() == 1) {
                throw new IllegalStateException("for the test");
              }
            });
    begin(1);
    awaiting().until(() -> bench.outcomes.all().contains("happened PAUSED"));
    awaiting().until(() -> worker.problem().isEmpty());

    for (int begins = 2; begins <= 4; begins++) {
      time.move(HOUR);
      begin(begins);
    }
    assertThat(begun).doesNotHaveDuplicates();
  }

  @Test
  void eachAttemptAtAMessageWithAKeyWaitsForItsTurn() {
    Bench bench =
        Way.KEYED
            .prepare(bench())
            .retry(RetryPolicy.builder().attempts(5).fixedDelay(Duration.ZERO).build())
            .throttle(own(HOURLY));
    publish(bench, 1);
    bench.start(
        message -> {
          begun.add(message.payload());
          throw new IllegalStateException("for the test");
        });

    begin(1);
    for (int begins = 2; begins <= 5; begins++) {
      time.move(HOUR);
      begin(begins);
    }
    awaiting().until(() -> bench.outcomes.settlements().contains("reject 0 #5"));
  }

  private Bench bench() {
    var bench = new Bench(machine);
    benches.add(bench);
    return bench;
  }

  private Throttle own(Rate rate) {
    return Throttle.of(machine, rate, null, time);
  }

  private RateLimit limit(Rate rate) {
    return new RateLimit(machine, rate, time);
  }

  private Throttle share(RateLimit limit, int weight) {
    return Throttle.of(machine, null, limit.share(weight), time);
  }

  private static void publish(Bench bench, int messages) {
    IntStream.range(0, messages).forEach(i -> bench.publish(String.valueOf(i)));
  }

  private void note(Message<String> message) {
    begun.add(message.payload());
  }

  /** Waits until so many have begun. That no more have is seen at the next time. */
  private void begin(int messages) {
    awaiting().until(() -> begun.size() >= messages);
    assertThat(begun).hasSize(messages);
  }

  private static ConditionFactory awaiting() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).atMost(30, SECONDS);
  }
}
