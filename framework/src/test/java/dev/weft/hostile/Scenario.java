package dev.weft.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Publisher;
import dev.weft.codec.StringCodec;
import dev.weft.runtime.launch.WorkerRuntime;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** One misdeed at one place, with one way to work. */
record Scenario(Way way, Place place, Misdeed misdeed) {

  static final Duration AT_ONCE = Duration.ofSeconds(2);
  static final Duration SOON = Duration.ofSeconds(30);

  /** Every combination that there is. */
  static Stream<Scenario> all() {
    return Arrays.stream(Way.values())
        .flatMap(
            way ->
                Arrays.stream(Place.values())
                    .filter(place -> place != Place.KEY || way.isKeyed())
                    .flatMap(
                        place ->
                            Arrays.stream(Misdeed.values())
                                .map(misdeed -> new Scenario(way, place, misdeed))));
  }

  /** Lets it happen between good messages, and sees that nothing but its own message suffers. */
  void run(Ground ground) throws Exception {
    Hostile.plan(place, misdeed, way.isBatch() ? 1 : way.slots());
    long due = isFatal() ? 1 : 0;
    try (WorkerRuntime weft = ground.start(way.configuration())) {
      Publisher<String> orders = weft.publisher(StringCodec.INSTANCE);
      publish(orders, "before");
      awaitHandled(SOON, "before");

      publish(orders, Hostile.BAD);
      publish(orders, "beside");
      patiently(SOON).alias(this + ", dead letters").until(() -> ground.deadLetters() == due);
      patiently(SOON).alias(this + ", quiet").until(() -> ground.isQuiet(way.consumer()));
      publish(orders, "after");

      awaitHandled(AT_ONCE, "beside", "after");
      assertEverySlotWorks(orders);
      patiently(SOON).until(() -> weft.problems().isEmpty());
      assertDeadLetters(ground, due);
      weft.stop();
      weft.join();
    }
    assertThat(Hostile.HANDLED.contains(Hostile.BAD))
        .isEqualTo(due == 0 || place == Place.MIDDLEWARE_AFTER);
  }

  private void assertDeadLetters(Ground ground, long due) throws Exception {
    assertThat(ground.deadLetters())
        .as("dead letters of %s, with %s handled", this, Hostile.HANDLED)
        .isEqualTo(due);
  }

  /** Whether its message fails for good. */
  private boolean isFatal() {
    boolean isAcknowledged = way.isManual() && place == Place.MIDDLEWARE_AFTER;
    return misdeed.fails() && place != Place.OBSERVER && !isAcknowledged;
  }

  private void assertEverySlotWorks(Publisher<String> orders) {
    String[] all =
        IntStream.range(0, way.slots()).mapToObj(i -> Hostile.MEET + i).toArray(String[]::new);
    for (String one : all) {
      publish(orders, one);
    }
    awaitHandled(SOON, all);
  }

  private static void publish(Publisher<String> orders, String payload) {
    orders.publish("orders.0." + payload, payload);
  }

  static void awaitHandled(Duration limit, String... payloads) {
    patiently(limit).until(() -> Hostile.HANDLED.containsAll(Arrays.asList(payloads)));
  }

  private static ConditionFactory patiently(Duration limit) {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).atMost(limit);
  }

  @Override
  public String toString() {
    return way + ", " + place + ": " + misdeed;
  }
}
