package dev.weft.jetstream.receive;

import java.time.Duration;

/** The pulls of one source, by which it asks for messages. One thread at a time uses them. */
interface Pulls {

  /** What was asked for and not yet read. */
  int underWay(long now);

  /** How many of the pulls are still to be answered. */
  int unfinished();

  /** How many bytes those take at most. */
  long unfinishedBytes();

  /** The bytes of what has come and is not yet read. */
  long bytesHere();

  /** How long what the next pull asks for may be under way. */
  Duration longest();

  /**
   * Asks for so many more messages, or as many of them as the consumer gives at once.
   *
   * @param bytes how many bytes they have together at most
   */
  void ask(int wanted, long bytes, long now);

  /** Asks for one message of any size, for so long at most. */
  void askForOne(Duration expiry, long now);
}
