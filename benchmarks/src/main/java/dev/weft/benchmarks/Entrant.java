package dev.weft.benchmarks;

import static dev.weft.benchmarks.Job.CLOCK;
import static dev.weft.benchmarks.Job.HOLD;
import static dev.weft.benchmarks.Job.NOTHING;
import static dev.weft.benchmarks.Job.WAIT;
import static dev.weft.benchmarks.Publishing.Way.ASYNC;
import static dev.weft.benchmarks.Publishing.Way.ONE;
import static dev.weft.benchmarks.Publishing.Way.THREADS;

import io.nats.client.ConsumeOptions;

/** The contenders by name, each with its settings. */
enum Entrant {
  WEFT_PUSH("weft push", place -> taking(weft(place, NOTHING, ""))),
  WEFT_PULL("weft pull", place -> taking(weft(place, NOTHING, "mode = pull"))),
  WEFT_PULL_BATCH(
      "weft pull, pull.batch = 500",
      place -> taking(weft(place, NOTHING, "mode = pull, pull.batch = 500"))),
  WEFT_FETCH(
      "weft Fetcher.fetch(500)", place -> new Consuming(place, new WeftFetch(place, NOTHING, 500))),
  WEFT_CONCURRENT(
      "weft, concurrency 1,000", place -> taking(weft(place, NOTHING, Entrant.AT_ONCE))),
  WEFT_CONCURRENT_WAIT(
      "weft, concurrency 1,000", place -> taking(weft(place, WAIT, Entrant.AT_ONCE))),
  WEFT_FEW_OUT(
      "weft, concurrency 1,000, max_ack_pending 1,000",
      place -> taking(weft(place, WAIT, "concurrency = 1000, consumer.max_ack_pending = 1000"))),
  WEFT_MANY_OUT(
      "weft, concurrency 1,000, max_ack_pending 20,000",
      place -> taking(weft(place, WAIT, "concurrency = 1000"))),
  WEFT_KEYED(
      "weft, 1,000 keys, concurrency 1,000",
      place ->
          taking(weft(place, NOTHING, Entrant.AT_ONCE + ", ordering = key, key = \"subject:2\""))),
  WEFT_TRACED(
      "weft push, OpenTelemetry SDK",
      place -> taking(new WeftSubscription(place, Sdk.sampling(), NOTHING, ""))),
  WEFT_PACED("weft push", place -> new Paced(place, weft(place, CLOCK, ""))),
  WEFT_IDLE("weft", place -> new Idling(place, "weft", weft(place, NOTHING, ""))),
  WEFT_HELD(
      "weft pull, pull.batch = 10,000",
      place -> new HeldMessages(place, weft(place, HOLD, "mode = pull, pull.batch = 10000"))),
  WEFT_KEYS(
      "weft, ordering = key, concurrency 1,000",
      place ->
          new IdleKeys(
              place,
              weft(place, NOTHING, Entrant.AT_ONCE + ", ordering = key, key = \"payload:/id\""))),
  WEFT_FIRST("weft", place -> new FirstMessage(place, weft(place, NOTHING, ""))),
  WEFT_PUBLISH("weft publish", place -> new Publishing(place, new WeftChannel(place), ONE)),
  WEFT_PUBLISH_THREADS(
      "weft publish, 1,000 virtual threads",
      place -> new Publishing(place, new WeftChannel(place), THREADS)),
  WEFT_PUBLISH_ASYNC(
      "weft publishAsync", place -> new Publishing(place, new WeftChannel(place), ASYNC)),

  RAW_CONSUME("jnats consume, defaults", place -> taking(raw(place, NOTHING, 0, consume()))),
  RAW_CONSUME_BEST(
      "jnats consume, batch 10,000, threshold 50 %, max_ack_pending 20,000",
      place -> taking(raw(place, NOTHING, 20_000, new RawLoop.Consume(best())))),
  RAW_UNREAD(
      "jnats consume, the same, decoding nothing",
      place -> taking(raw(place, NOTHING, 20_000, new RawLoop.Unread(best())))),
  RAW_CONSUME_WAIT("jnats consume, one at a time", place -> taking(raw(place, WAIT, 0, consume()))),
  RAW_FETCH("jnats fetch(500)", place -> taking(raw(place, NOTHING, 0, new RawLoop.Fetch(500)))),
  RAW_FETCH_ONE("jnats fetch(1)", place -> taking(raw(place, NOTHING, 0, new RawLoop.Fetch(1)))),
  RAW_THREADS(
      "jnats consume, a virtual thread per message, at most 1,000",
      place -> taking(raw(place, NOTHING, 2_000, new RawLoop.Threads(1_000)))),
  RAW_THREADS_WAIT(
      "jnats consume, a virtual thread per message, at most 1,000",
      place -> taking(raw(place, WAIT, 2_000, new RawLoop.Threads(1_000)))),
  RAW_PACED("jnats consume, defaults", place -> new Paced(place, raw(place, CLOCK, 0, consume()))),
  RAW_PACED_VIRTUAL(
      "jnats iterate, defaults, on a virtual thread",
      place -> new Paced(place, raw(place, CLOCK, 0, new RawLoop.Virtual(defaults())))),
  RAW_IDLE(
      "jnats consume, defaults",
      place -> new Idling(place, "jnats", raw(place, NOTHING, 0, consume()))),
  RAW_HELD(
      "jnats fetch(10,000), max_ack_pending 20,000",
      place -> new HeldMessages(place, raw(place, HOLD, 20_000, new RawLoop.Fetch(10_000)))),
  RAW_FIRST(
      "jnats consume, defaults",
      place -> new FirstMessage(place, raw(place, NOTHING, 0, consume()))),
  RAW_PUBLISH("jnats publish", place -> new Publishing(place, RawChannel.open(place, true), ONE)),
  RAW_PUBLISH_THREADS(
      "jnats publish, 1,000 virtual threads",
      place -> new Publishing(place, RawChannel.open(place, true), THREADS)),
  RAW_PUBLISH_ASYNC(
      "jnats publishAsync", place -> new Publishing(place, RawChannel.open(place, true), ASYNC)),
  RAW_PUBLISH_ASYNC_BARE(
      "jnats publishAsync, without a message id",
      place -> new Publishing(place, RawChannel.open(place, false), ASYNC));

  private static final String AT_ONCE = "concurrency = 1000, consumer.max_ack_pending = 2000";

  final String title;

  @SuppressWarnings("ImmutableEnumChecker") // each is a lambda that keeps nothing
  private final Entry entry;

  Entrant(String title, Entry entry) {
    this.title = title;
    this.entry = entry;
  }

  /** How one is made. */
  private interface Entry {
    Contender enter(Place place) throws Exception;
  }

  /** Whether it is a way to use Weft, and no loop by hand. */
  boolean isWeft() {
    return name().startsWith("WEFT_");
  }

  /** Makes it ready to run; called in its own JVM. */
  Contender enter(Place place) throws Exception {
    return entry.enter(place);
  }

  private static Contender taking(WeftSubscription subscription) {
    return new Consuming(subscription.place(), subscription);
  }

  private static Contender taking(RawSubscription subscription) {
    return new Consuming(subscription.place(), subscription);
  }

  private static WeftSubscription weft(Place place, Job job, String settings) {
    return new WeftSubscription(place, Sdk.off(), job, settings);
  }

  private static RawSubscription raw(Place place, Job job, int maxAckPending, RawLoop loop) {
    return new RawSubscription(place, job, maxAckPending, loop);
  }

  private static RawLoop consume() {
    return new RawLoop.Consume(defaults());
  }

  private static ConsumeOptions defaults() {
    return ConsumeOptions.DEFAULT_CONSUME_OPTIONS;
  }

  private static ConsumeOptions best() {
    return ConsumeOptions.builder().batchSize(10_000).thresholdPercent(50).build();
  }
}
