package dev.weft.simulation.server;

import java.time.Duration;

/** One pull request, as the client knows it and as the server does. */
final class Pull {

  /** How long the server keeps it open. */
  static final Duration EXPIRY = Duration.ofSeconds(2);

  /** A pull of which nothing was heard so long after its end is lost. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private final int asked;
  private final long endsAt;
  private int given; // by the server
  private int come; // to the client
  private boolean heard; // by the client: a message, or that it has ended
  private boolean ended; // as the client knows

  /** A pull that is sent at this moment. */
  Pull(int asked, long now) {
    this.asked = asked;
    this.endsAt = now + EXPIRY.toNanos();
  }

  long endsAt() {
    return endsAt;
  }

  /** How many messages the server still owes it. */
  int owed() {
    return asked - given;
  }

  /** The server has taken a message for it. */
  void give() {
    given++;
  }

  /** A message for it has come. */
  void come() {
    come++;
    heard = true;
  }

  /** The client has heard that it has ended. */
  void end() {
    ended = true;
    heard = true;
  }

  boolean isHeard() {
    return heard;
  }

  /** How many messages the client still expects. */
  int expected() {
    return ended ? 0 : asked - come;
  }

  /** Whether the client expects nothing of it any more. */
  boolean isOver(long now) {
    return expected() == 0 || endsAt + GRACE.toNanos() <= now;
  }
}
