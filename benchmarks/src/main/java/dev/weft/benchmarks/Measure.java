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
  FIRST("first message, ms", false),
  RSS("RSS, MiB", false);

  final String title;
  final boolean moreIsBetter;

  Measure(String title, boolean moreIsBetter) {
    this.title = title;
    this.moreIsBetter = moreIsBetter;
  }
}
