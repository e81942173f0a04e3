package dev.weft.transport;

import java.util.List;

/** What the server has of a stream or consumer that the configuration names. */
public sealed interface Presence {

  /** The server has none of this name. */
  record Absent() implements Presence {}

  /** The server has it, and every configured setting agrees. */
  record Same() implements Presence {}

  /**
   * The server has it with other settings.
   *
   * @param differences one line each, as {@code ack_wait: 30s on the server, 10s configured}
   */
  record Differs(List<String> differences) implements Presence {}
}
