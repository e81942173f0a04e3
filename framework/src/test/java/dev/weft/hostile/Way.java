package dev.weft.hostile;

/** How messages are worked on. */
enum Way {
  SERIAL(Hostile.OneByOne.class, 1, ""),
  PULL(Hostile.OneByOne.class, 1, "mode = pull"),
  CONCURRENT(Hostile.OneByOne.class, 3, "concurrency = 3"),
  KEYED(Hostile.OneByOne.class, 3, "concurrency = 3, ordering = key"),
  PARTITIONS(
      Hostile.OneByOne.class,
      3,
      "concurrency = 3, ordering = key,"
          + " partitions { count = 1, subject = \"orders.{partition}.*\" }"),
  MANUAL(Hostile.ByHand.class, 1, "ack = manual"),
  MANUAL_CONCURRENT(Hostile.ByHand.class, 3, "ack = manual, concurrency = 3"),
  BATCH(Hostile.Together.class, 1, "batch { size = 4, linger = 20ms }"),
  BATCHES(Hostile.Together.class, 3, "concurrency = 3, batch { size = 4, linger = 20ms }");

  private final Class<?> handler;
  private final int slots;
  private final String settings;

  Way(Class<?> handler, int slots, String settings) {
    this.handler = handler;
    this.slots = slots;
    this.settings = settings;
  }

  /** How many messages can be at work at once, each in a call of its own. */
  int slots() {
    return slots;
  }

  /** The consumer that it takes from. */
  String consumer() {
    return this == PARTITIONS ? "h-0" : "h";
  }

  boolean isManual() {
    return this == MANUAL || this == MANUAL_CONCURRENT;
  }

  boolean isKeyed() {
    return this == KEYED || this == PARTITIONS;
  }

  /** Whether several messages may share a call. */
  boolean isBatch() {
    return this == BATCH || this == BATCHES;
  }

  /** The configuration of a runtime that works so. */
  String configuration() {
    return """
        weft.shutdown { drain = 5s, interrupt = 2s }
        weft.streams.ORDERS { subjects = ["orders.>"] }
        weft.handlers.h {
          class = "%s", stream = ORDERS, codec = "%s", middleware = ["%s"], %s
          %s
          retry { attempts = 2, first-delay = 1ms, max-delay = 1ms }, breaker.enabled = false
          consumer { ack_wait = 60s %s }
        }
        """
        .formatted(
            handler.getName(),
            Hostile.Texts.class.getName(),
            Hostile.Around.class.getName(),
            settings,
            isKeyed() ? "key = \"" + Hostile.LastToken.class.getName() + "\"" : "",
            this == PARTITIONS ? "" : ", filter_subject = \"orders.>\"");
  }
}
