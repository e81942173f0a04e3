package dev.weft.engine.delivery;

import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.engine.publish.TimeToLive;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges, without a call of its handler, a retry whose {@code Nats-TTL} is over: a scheduled
 * copy, and what a worker keeps, do not expire by themselves.
 */
public record PassExpired(Stage next, HandlerId handler, InstantSource clock, Observer observer)
    implements Stage {

  private static final Logger log = LoggerFactory.getLogger(PassExpired.class);

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    // Of a first attempt the server knows best.
    Optional<Instant> end =
        attempt.delivery().attempt() > 1 ? TimeToLive.end(attempt.delivery()) : Optional.empty();
    if (end.isEmpty() || clock.instant().isBefore(end.get())) {
      return next.run(attempt);
    }
    log.debug("handler {}: {}: expired at {}", handler.name(), attempt.delivery(), end.get());
    observer.happened(handler, Incident.EXPIRED);
    return Optional.of(Outcome.Ack.INSTANCE);
  }
}
