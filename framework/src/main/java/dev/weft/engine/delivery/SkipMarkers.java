package dev.weft.engine.delivery;

import dev.weft.Headers;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Acknowledges markers without a call of the handler: they only say that others are gone. */
public record SkipMarkers(Stage next, HandlerId handler, Observer observer) implements Stage {

  private static final Logger log = LoggerFactory.getLogger(SkipMarkers.class);

  private static final String OPERATION = "KV-Operation";
  private static final String REASON = "Nats-Marker-Reason";
  private static final Set<String> DELETIONS = Set.of("DEL", "PURGE");

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    Optional<String> marker = marker(attempt.delivery());
    if (marker.isEmpty()) {
      return next.run(attempt);
    }
    log.debug(
        "handler {}: {}: skipped, a marker: {}", handler.name(), attempt.delivery(), marker.get());
    observer.happened(handler, Incident.MARKER);
    return Optional.of(Outcome.Ack.INSTANCE);
  }

  /** Why it is one; empty if it is none. */
  private static Optional<String> marker(Delivery delivery) {
    // No marker has data: so the headers of a message with some are not read for this.
    if (delivery.data().length > 0) {
      return Optional.empty();
    }
    Headers headers = delivery.headers();
    return headers.first(REASON).or(() -> headers.first(OPERATION).filter(DELETIONS::contains));
  }
}
