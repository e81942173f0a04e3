package dev.weft.jetstream.receive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.jetstream.connection.Shield;
import io.nats.client.Connection;
import java.time.Duration;

/**
 * Writes and sends a source's pull requests, each for no more than the consumer allows. Only {@link
 * #look} may be called by any thread.
 */
final class PullRequests {

  /** A pull of which nothing was heard so long after its end, or after its beat, is lost. */
  static final Duration GRACE = Duration.ofSeconds(1);

  /** What the server counts of a message beside its payload and headers, at most. */
  private static final long SUBJECTS = 8 << 10;

  private static final byte[] LOOK = "{\"batch\":1,\"no_wait\":true}".getBytes(US_ASCII);

  /**
   * A pull that was sent.
   *
   * @param inbox where the server answers it
   * @param asked for how many messages
   * @param isLong whether the server shows by beats that it keeps it
   * @param silence how long nothing may be heard of it unless it is lost
   */
  record Sent(String inbox, int asked, boolean isLong, Duration silence) {}

  private final Connection connection;
  private final String subject;
  private final String inbox;
  private final PullLimits limits;
  private long number;

  /** Nothing is sent yet. */
  PullRequests(Connection connection, String subject, String inbox, PullLimits limits) {
    this.connection = connection;
    this.subject = subject;
    this.inbox = inbox;
    this.limits = limits;
  }

  /**
   * Asks for so many messages of so many bytes, or fewer; of a {@linkplain PullLength#isLong long}
   * pull for one.
   */
  Sent ask(int wanted, long bytes, Duration expiry) {
    boolean isLong = PullLength.isLong(expiry);
    int batch = isLong ? 1 : Math.min(wanted, limits.batch());
    // A limit in bytes has the server end the pull by a status, which costs as much as a message.
    boolean hasRoom = bytes >= batch * (connection.getMaxPayload() + SUBJECTS);
    String most = hasRoom ? "" : ",\"max_bytes\":" + bytes;
    if (!isLong) {
      return new Sent(send(batch, expiry, most), batch, false, expiry.plus(GRACE));
    }
    Duration beat = PullLength.beat(expiry);
    String reply = send(batch, expiry, most + ",\"idle_heartbeat\":" + beat.toNanos());
    return new Sent(reply, batch, true, beat.plus(GRACE));
  }

  /** Asks for one message of any size, for so long at most. */
  Sent askForOne(Duration longest) {
    Duration expiry = longest.compareTo(limits.expiry()) < 0 ? longest : limits.expiry();
    return new Sent(send(1, expiry, ""), 1, false, expiry.plus(GRACE));
  }

  /** Has the server send something at once, if only that it has no message. */
  void look() {
    publish(inbox + ".wake", LOOK);
  }

  private String send(int batch, Duration expiry, String more) {
    String reply = inbox + "." + number++;
    String request = "{\"batch\":" + batch + ",\"expires\":" + expiry.toNanos() + more + "}";
    publish(reply, request.getBytes(US_ASCII));
    return reply;
  }

  // Shielded: an interrupted thread's publish would be a pull that is counted and never sent.
  private void publish(String reply, byte[] request) {
    Shield.run(() -> connection.publish(subject, reply, request));
  }
}
