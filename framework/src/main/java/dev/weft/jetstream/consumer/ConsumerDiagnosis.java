package dev.weft.jetstream.consumer;

import dev.weft.TransportException;
import dev.weft.jetstream.api.JetStreamApi;
import dev.weft.jetstream.connection.CalmLog;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import io.nats.client.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server for a consumer that gives nothing, and says what is wrong. One thread uses it.
 */
public final class ConsumerDiagnosis {

  private static final Logger log = LoggerFactory.getLogger(ConsumerDiagnosis.class);

  private static final CalmLog calm = new CalmLog(log);

  private final Connection connection;
  private final JetStreamApi api;
  private final ConsumerSpec consumer;
  private final Standing standing;
  private final ConsumerLife life;
  private final CountCheck check = new CountCheck(System.nanoTime());

  public ConsumerDiagnosis(Connection connection, JetStreamApi api, ServedConsumer served) {
    this.connection = connection;
    this.api = api;
    this.consumer = served.spec();
    this.standing = served.standing();
    this.life = served.life();
  }

  /** A message came. */
  public void received() {
    check.received(System.nanoTime());
  }

  /** The server has shown that it sees our pull. */
  public void isServed() {
    check.received(System.nanoTime());
  }

  /** Asks whether the consumer is still there, and fails if it is not. */
  public void verify(String sign) {
    if (isConnected()) {
      String line = standing.name() + ": " + sign;
      calm.warn(line, line + "; asking the server for the consumer");
      if (!api.has(consumer.stream(), consumer.name())) {
        life.end();
        throw TransportException.passing(standing.name() + ": it no longer exists", null);
      }
    }
  }

  /** What to fail with, since nothing answers; the next source has to prove that it is served. */
  public TransportException silent() {
    String sign = "the server answered none of the last pulls";
    String error = connection.getLastError(); // of a caller's connection nobody else hears
    standing.doubt();
    verify(sign);
    return TransportException.passing(
        standing.name()
            + ": "
            + sign
            + (error != null && standing.isDenied(error) ? ": " + error : ""),
        null);
  }

  /**
   * Asks now and then, while no message comes, whether the server sees our pulls.
   *
   * @param underWay how many messages they still ask for, by our count
   * @throws TransportException if it does not, and has messages
   */
  public void checkCount(int underWay) {
    long now = System.nanoTime();
    if (!check.isDue(now) || !isConnected()) {
      return;
    }
    ConsumerState state;
    try {
      state = api.stateSoon(consumer.stream(), consumer.name());
    } catch (TransportException e) {
      log.debug("{}: its state is not known", standing.name(), e); // pulls are answered, though
      check.received(now);
      return;
    }
    if (check.isContradictedBy(state, now)) {
      throw TransportException.passing(
          "%s: it has %d messages pending and no pull, while %d are under way by our count"
              .formatted(standing.name(), state.pending(), underWay),
          null);
    }
  }

  private boolean isConnected() {
    return connection.getStatus() == Connection.Status.CONNECTED;
  }
}
