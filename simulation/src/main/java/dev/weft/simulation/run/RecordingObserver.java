package dev.weft.simulation.run;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.server.GroundTruth;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;

/**
 * Writes into the history what Weft says of its messages. In some runs it then throws: an observer
 * harms nothing.
 */
final class RecordingObserver implements Observer {

  private static final Processing NOTHING =
      new Processing() {
        @Override
        public void failed(Failure failure) {}

        @Override
        public void close() {}
      };

  private final Place place;
  private final boolean hostile;

  /**
   * One for an incarnation of a replica.
   *
   * @param hostile whether it throws after it has written
   */
  RecordingObserver(Place place, boolean hostile) {
    this.place = place;
    this.hostile = hostile;
  }

  @Override
  public Processing processing(HandlerId handler, Delivery delivery) {
    return NOTHING;
  }

  @Override
  public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
    place.tell(
        new Happening.Settled(
            handler.name(),
            number(delivery),
            delivery.attempt(),
            verdict(outcome),
            outcome instanceof Outcome.Retry retry ? retry.after() : Duration.ZERO,
            sent));
    throwIfHostile();
  }

  @Override
  public void happened(HandlerId handler, Incident incident) {
    place.tell(new Happening.Incident(handler.name(), incident.name()));
    throwIfHostile();
  }

  private void throwIfHostile() {
    if (hostile) {
      throw new AssertionError("by the observer");
    }
  }

  @Override
  public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
    return new Sent(headers);
  }

  static Verdict verdict(Outcome outcome) {
    if (outcome instanceof Outcome.Ack) {
      return Verdict.ACK;
    }
    return outcome instanceof Outcome.Retry ? Verdict.RETRY : Verdict.REJECT;
  }

  private static int number(Delivery delivery) {
    return GroundTruth.number(delivery.data());
  }

  private record Sent(Headers headers) implements Sending {
    @Override
    public void sent(PublishReceipt receipt) {}

    @Override
    public void failed(Failure failure) {}
  }
}
