package dev.weft.benchmarks;

/** What is measured of a run, each with its unit and which way is better. */
enum Measure {
  RATE("msg/s", true),
  CLIENT_CPU("client CPU, µs/msg", false),
  SERVER_CPU("server CPU, µs/msg", false),
  WAKE_UPS("wake-ups/msg", false),
  ALLOCATED("allocated, B/msg", false),
  P50("p50, µs", false),
  P99("p99, µs", false),
  P999("p99.9, µs", false),

  CORES("client, cores", false),
  SERVER_CORES("server, cores", false),
  ALL_CORES("both, cores", false),
  IDLE_MESSAGES("messages to the server, 1/s and handler", false),
  HANDLER_HEAP("heap in use, KiB/handler", false),
  THREADS("platform threads", false),

  HELD("messages held", true),
  HELD_HEAP("heap in use, B/message held", false),
  KEY_HEAP("heap in use, B/key", false),

  MAIN("main, ms", false),
  CONNECTED("first request, ms", false),
  PROVISIONED("last request before the messages, ms", false),
  FIRST("first message, ms", false),
  START_CPU("CPU until then, ms", false),
  REQUESTS("requests/handler", false),
  RSS("RSS, MiB", false);

  final String title;
  final boolean moreIsBetter;

  Measure(String title, boolean moreIsBetter) {
    this.title = title;
    this.moreIsBetter = moreIsBetter;
  }

  /** Whether other load of the machine leaves it as it is. */
  boolean isSteady() {
    return switch (this) {
      case ALLOCATED, IDLE_MESSAGES, HANDLER_HEAP, THREADS, HELD, HELD_HEAP, KEY_HEAP, REQUESTS ->
          true;
      default -> false;
    };
  }
}
