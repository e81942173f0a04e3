package dev.weft.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.weft.Publisher;
import dev.weft.codec.StringCodec;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Time;
import dev.weft.memory.MemoryTransport;
import dev.weft.runtime.UserClasses;
import dev.weft.runtime.Weft;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every misdeed at every place, however messages are worked on: the message fails or not, as the
 * code would have it, and nothing else suffers.
 */
class HostileCodeTest {

  private static final UserClasses CLASSES = UserClasses.of(HostileCodeTest.class.getClassLoader());
  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(20);

  @TestFactory
  Stream<DynamicTest> whateverUserCodeDoesOnlyItsMessageFails() {
    return Arrays.stream(Way.values())
        .flatMap(
            way ->
                Arrays.stream(Place.values())
                    .filter(place -> place != Place.KEY || way.isKeyed())
                    .flatMap(
                        place ->
                            Arrays.stream(Misdeed.values())
                                .map(
                                    misdeed ->
                                        DynamicTest.dynamicTest(
                                            way + ", " + place + ": " + misdeed,
                                            () -> misbehave(way, place, misdeed)))));
  }

  private static void misbehave(Way way, Place place, Misdeed misdeed) throws Exception {
    Hostile.plan(place, misdeed, way.isBatch() ? 1 : way.slots());
    var transport = new MemoryTransport();
    WeftConfig config = WeftConfig.read(ConfigFactory.parseString(way.configuration()), CLASSES);
    boolean dies = misdeed.fails() && place != Place.OBSERVER && !isSettledBefore(way, place);
    try (Weft weft =
        Weft.start(config, CLASSES, new Hostile.Watching(), transport, Time.machine())) {
      Publisher<String> orders = weft.publisher(StringCodec.INSTANCE);
      publish(orders, "before");
      awaitHandled(SOON, "before");

      publish(orders, Hostile.BAD);
      publish(orders, "beside");
      patiently(SOON).until(() -> deadLetters(transport) == (dies ? 1 : 0));
      patiently(SOON).until(() -> isQuiet(way, transport));
      publish(orders, "after");

      awaitHandled(AT_ONCE, "beside", "after");
      assertEverySlotWorks(way, orders);
      patiently(SOON).until(() -> weft.problems().isEmpty());
      assertThat(deadLetters(transport)).isEqualTo(dies ? 1 : 0);
      weft.stop();
      weft.join();
    }
    assertThat(Hostile.HANDLED.contains(Hostile.BAD))
        .isEqualTo(!dies || place == Place.MIDDLEWARE_AFTER);
  }

  /** Whether the handler has acknowledged its message before the misdeed comes. */
  private static boolean isSettledBefore(Way way, Place place) {
    return way.isManual() && place == Place.MIDDLEWARE_AFTER;
  }

  private static void assertEverySlotWorks(Way way, Publisher<String> orders) {
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

  private static void awaitHandled(Duration limit, String... payloads) {
    patiently(limit).until(() -> Hostile.HANDLED.containsAll(Arrays.asList(payloads)));
  }

  private static ConditionFactory patiently(Duration limit) {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).atMost(limit);
  }

  private static int deadLetters(MemoryTransport transport) {
    return transport.all("ORDERS_DLQ", "DLQ.>").size();
  }

  private static boolean isQuiet(Way way, MemoryTransport transport) {
    ConsumerState state =
        transport.state(new ConsumerSpec("ORDERS", way == Way.PARTITIONS ? "h-0" : "h", Map.of()));
    return state.pending() == 0 && state.ackPending() == 0;
  }
}
