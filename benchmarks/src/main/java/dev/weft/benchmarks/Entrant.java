package dev.weft.benchmarks;

import io.nats.client.ConsumeOptions;

/** The contenders by name, each with its settings. */
enum Entrant {
  WEFT_PUSH("weft push") {
    @Override
    Contender enter(Place place) {
      return weft(place, Job.NOTHING, "");
    }
  },
  WEFT_PULL("weft pull") {
    @Override
    Contender enter(Place place) {
      return weft(place, Job.NOTHING, "mode = pull");
    }
  },
  WEFT_PULL_BATCH("weft pull, pull.batch = 500") {
    @Override
    Contender enter(Place place) {
      return weft(place, Job.NOTHING, "mode = pull, pull.batch = 500");
    }
  },
  WEFT_FETCH("weft Fetcher.fetch(500)") {
    @Override
    Contender enter(Place place) {
      return new Consuming(place, new WeftFetch(place, Job.NOTHING, 500));
    }
  },
  WEFT_CONCURRENT("weft, concurrency 1,000") {
    @Override
    Contender enter(Place place) {
      return weft(place, Job.NOTHING, AT_ONCE);
    }
  },
  WEFT_CONCURRENT_WAIT("weft, concurrency 1,000") {
    @Override
    Contender enter(Place place) {
      return weft(place, Job.WAIT, AT_ONCE);
    }
  },
  WEFT_KEYED("weft, 1,000 keys, concurrency 1,000") {
    @Override
    Contender enter(Place place) {
      return weft(place, Job.NOTHING, AT_ONCE + ", ordering = key, key = \"subject:2\"");
    }
  },
  WEFT_TRACED("weft push, OpenTelemetry SDK") {
    @Override
    Contender enter(Place place) {
      return new Consuming(place, new WeftSubscription(place, Sdk.sampling(), Job.NOTHING, ""));
    }
  },
  WEFT_LATENCY("weft push") {
    @Override
    Contender enter(Place place) {
      return new Latency(place, new WeftSubscription(place, Sdk.off(), Job.CLOCK, ""));
    }
  },
  WEFT_FIRST("weft") {
    @Override
    Contender enter(Place place) {
      return new Consuming.First(place, new WeftSubscription(place, Sdk.off(), Job.NOTHING, ""));
    }
  },
  WEFT_PUBLISH("weft publish") {
    @Override
    Contender enter(Place place) throws Exception {
      return new Publishing(place, new WeftChannel(place), Publishing.Way.ONE);
    }
  },
  WEFT_PUBLISH_THREADS("weft publish, 1,000 virtual threads") {
    @Override
    Contender enter(Place place) throws Exception {
      return new Publishing(place, new WeftChannel(place), Publishing.Way.THREADS);
    }
  },
  WEFT_PUBLISH_ASYNC("weft publishAsync") {
    @Override
    Contender enter(Place place) throws Exception {
      return new Publishing(place, new WeftChannel(place), Publishing.Way.ASYNC);
    }
  },

  RAW_CONSUME("jnats consume, defaults") {
    @Override
    Contender enter(Place place) {
      return raw(place, Job.NOTHING, 0, DEFAULTS);
    }
  },
  RAW_CONSUME_BEST("jnats consume, batch 10,000, threshold 50 %, max_ack_pending 20,000") {
    @Override
    Contender enter(Place place) {
      return raw(place, Job.NOTHING, 20_000, new RawSubscription.Loop.Consume(BEST));
    }
  },
  RAW_UNREAD("jnats consume, the same, decoding nothing") {
    @Override
    Contender enter(Place place) {
      return raw(place, Job.NOTHING, 20_000, new RawSubscription.Loop.Unread(BEST));
    }
  },
  RAW_CONSUME_WAIT("jnats consume, one at a time") {
    @Override
    Contender enter(Place place) {
      return raw(place, Job.WAIT, 0, DEFAULTS);
    }
  },
  RAW_FETCH("jnats fetch(500)") {
    @Override
    Contender enter(Place place) {
      return raw(place, Job.NOTHING, 0, new RawSubscription.Loop.Fetch(500));
    }
  },
  RAW_FETCH_ONE("jnats fetch(1)") {
    @Override
    Contender enter(Place place) {
      return raw(place, Job.NOTHING, 0, new RawSubscription.Loop.Fetch(1));
    }
  },
  RAW_THREADS("jnats consume, a virtual thread per message, at most 1,000") {
    @Override
    Contender enter(Place place) {
      return raw(place, Job.NOTHING, 2_000, new RawSubscription.Loop.Threads(1_000));
    }
  },
  RAW_THREADS_WAIT("jnats consume, a virtual thread per message, at most 1,000") {
    @Override
    Contender enter(Place place) {
      return raw(place, Job.WAIT, 2_000, new RawSubscription.Loop.Threads(1_000));
    }
  },
  RAW_LATENCY("jnats consume, defaults") {
    @Override
    Contender enter(Place place) {
      return new Latency(place, new RawSubscription(place, Job.CLOCK, 0, DEFAULTS));
    }
  },
  RAW_LATENCY_VIRTUAL("jnats iterate, defaults, on a virtual thread") {
    @Override
    Contender enter(Place place) {
      var loop = new RawSubscription.Loop.Virtual(ConsumeOptions.DEFAULT_CONSUME_OPTIONS);
      return new Latency(place, new RawSubscription(place, Job.CLOCK, 0, loop));
    }
  },
  RAW_FIRST("jnats consume, defaults") {
    @Override
    Contender enter(Place place) {
      return new Consuming.First(place, new RawSubscription(place, Job.NOTHING, 0, DEFAULTS));
    }
  },
  RAW_PUBLISH("jnats publish") {
    @Override
    Contender enter(Place place) throws Exception {
      return new Publishing(place, RawChannel.open(place, true), Publishing.Way.ONE);
    }
  },
  RAW_PUBLISH_THREADS("jnats publish, 1,000 virtual threads") {
    @Override
    Contender enter(Place place) throws Exception {
      return new Publishing(place, RawChannel.open(place, true), Publishing.Way.THREADS);
    }
  },
  RAW_PUBLISH_ASYNC("jnats publishAsync") {
    @Override
    Contender enter(Place place) throws Exception {
      return new Publishing(place, RawChannel.open(place, true), Publishing.Way.ASYNC);
    }
  },
  RAW_PUBLISH_ASYNC_BARE("jnats publishAsync, without a message id") {
    @Override
    Contender enter(Place place) throws Exception {
      return new Publishing(place, RawChannel.open(place, false), Publishing.Way.ASYNC);
    }
  };

  private static final String AT_ONCE = "concurrency = 1000, consumer.max_ack_pending = 2000";
  private static final RawSubscription.Loop DEFAULTS =
      new RawSubscription.Loop.Consume(ConsumeOptions.DEFAULT_CONSUME_OPTIONS);
  private static final ConsumeOptions BEST =
      ConsumeOptions.builder().batchSize(10_000).thresholdPercent(50).build();

  final String title;

  Entrant(String title) {
    this.title = title;
  }

  /** Whether it is a way to use Weft, and no loop by hand. */
  boolean isWeft() {
    return name().startsWith("WEFT_");
  }

  /** Makes it ready to run; called in its own JVM. */
  abstract Contender enter(Place place) throws Exception;

  private static Contender weft(Place place, Job job, String settings) {
    return new Consuming(place, new WeftSubscription(place, Sdk.off(), job, settings));
  }

  private static Contender raw(Place place, Job job, int maxAckPending, RawSubscription.Loop loop) {
    return new Consuming(place, new RawSubscription(place, job, maxAckPending, loop));
  }
}
