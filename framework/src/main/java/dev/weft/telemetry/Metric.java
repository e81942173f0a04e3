package dev.weft.telemetry;

/** The metrics, all of them; {@code docs/telemetry.md} has the same table, and a test compares. */
enum Metric {
  PROCESS_DURATION(
      "messaging.process.duration",
      Kind.HISTOGRAM,
      "s",
      "How long a handler had a message, decoding included."),
  OPERATION_DURATION(
      "messaging.client.operation.duration",
      Kind.HISTOGRAM,
      "s",
      "How long a publish took, until the stream confirmed it or it failed."),
  REQUEST_DURATION(
      "rpc.client.call.duration",
      Kind.HISTOGRAM,
      "s",
      "How long a request took, until it was answered or failed."),
  RESPOND_DURATION(
      "rpc.server.call.duration",
      Kind.HISTOGRAM,
      "s",
      "How long a responder had a request, decoding included."),
  SENT_MESSAGES(
      "messaging.client.sent.messages",
      Kind.COUNTER,
      "{message}",
      "Messages published, failed ones included."),
  CONSUMED_MESSAGES(
      "messaging.client.consumed.messages",
      Kind.COUNTER,
      "{message}",
      "Messages handed to a handler, once per delivery."),
  BATCH_SIZE(
      "weft.batch.size",
      Kind.HISTOGRAM,
      "{message}",
      "Messages that a batch handler was called with, once per call."),
  SETTLEMENTS(
      "weft.settlements",
      Kind.COUNTER,
      "{message}",
      "Messages settled, by outcome, once per delivery."),
  INCIDENTS(
      "weft.incidents",
      Kind.COUNTER,
      "{incident}",
      "Handlers overdue, stuck, paused or stopped, sources stalled or opened anew, and keys parked,"
          + " by kind.");

  /** How a metric is measured. */
  enum Kind {
    HISTOGRAM,
    COUNTER
  }

  final String key;
  final Kind kind;
  final String unit;
  final String description;

  Metric(String key, Kind kind, String unit, String description) {
    this.key = key;
    this.kind = kind;
    this.unit = unit;
    this.description = description;
  }
}
