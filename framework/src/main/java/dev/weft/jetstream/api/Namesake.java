package dev.weft.jetstream.api;

import dev.weft.TransportException;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.settings.ConnectionSettings.Subjects;
import dev.weft.transport.ConsumerSpec;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of a consumer that would hear the acknowledgements of another one.
 *
 * <p>The subject of an acknowledgement names the stream and the consumer. Unless the servers put
 * the domain into it too, a consumer of the same names in the domain that the client is connected
 * to hears it as well, and takes it for one of its own messages.
 */
public final class Namesake {

  private static final Logger log = LoggerFactory.getLogger(Namesake.class);

  private final JetStreamApi api;
  private final JetStreamApi plain;
  private final Set<ConsumerSpec> known = ConcurrentHashMap.newKeySet();

  /** Compares the API that is used with the plain one. */
  public Namesake(JetStreamApi api, Link link) {
    this.api = api;
    this.plain = new JetStreamApi(link, Subjects.DEFAULT.api());
  }

  /** Asks the server once for each consumer, for 2 s at most; never fails. */
  public void look(ConsumerSpec consumer, String created) {
    String pull = plain.pullSubject(consumer);
    if (pull.equals(api.pullSubject(consumer)) || !known.add(consumer)) {
      return;
    }
    try {
      plain
          .infoSoon(consumer.stream(), consumer.name())
          .map(JetStreamApi::created)
          .filter(other -> !other.equals(created))
          .ifPresent(other -> warn(consumer));
    } catch (TransportException e) {
      log.debug("consumer {}: none of its name under the plain API", consumer.name(), e);
    }
  }

  private void warn(ConsumerSpec consumer) {
    log.warn(
        "consumer {}/{}: the domain that this client is connected to has a stream and a consumer of"
            + " the same names, which hears the acknowledgements too and takes them for its own:"
            + " messages may be lost there. Name one of them otherwise, or have the servers write"
            + " the domain into the acknowledgements (feature_flags { js_ack_fc_v2: true })",
        consumer.stream(),
        consumer.name());
  }
}
