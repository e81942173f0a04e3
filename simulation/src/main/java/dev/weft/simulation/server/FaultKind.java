package dev.weft.simulation.server;

import java.util.Locale;

/** What can go wrong between a replica and the server. */
public enum FaultKind {
  /** The client library of a replica throws an Error, and publishes or asks nothing. */
  CLIENT_ERROR,
  /** What a replica sends arrives late; what it sends to the same place waits behind it. */
  REQUEST_LATE,
  /** What a replica sends never arrives. */
  REQUEST_LOST,
  /** What a replica sends arrives twice: a publish with an id, or a settlement. */
  REQUEST_DOUBLED,
  /** The server did it, and its answer arrives late. */
  ANSWER_LATE,
  /** The server did it, and its answer never arrives. */
  ANSWER_LOST,
  /** A message is late on its way to a replica, and those behind it with it. */
  DELIVERY_LATE,
  /** A message is lost on its way to a replica, and comes again after its ack wait. */
  DELIVERY_LOST,
  /** A replica's connection breaks and is soon another one: what was under way may be lost. */
  RESET,
  /** A replica's connection breaks, and no server lets it in for a while. */
  UNREACHABLE,
  /** The server stands still: all that is sent to it waits. */
  STALL,
  /** A consumer has no leader for a while; the new one delivers again what it knows nothing of. */
  LEADER_CHANGE,
  /** All who take from a consumer are told that it is gone, and may take from it anew at once. */
  CONSUMER_GONE,
  /** A stream is full for a while, and refuses what is published. */
  STREAM_FULL,
  /** A stream has no leader for a while: nobody takes what is published. */
  NO_RESPONDERS;

  /**
   * Whether it happens at a time, for a while. Its rate is how often it happens in a minute. Any
   * other happens to one message on its way, and its rate is a probability.
   */
  public boolean isTimed() {
    return compareTo(RESET) >= 0;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
