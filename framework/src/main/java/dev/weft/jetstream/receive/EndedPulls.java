package dev.weft.jetstream.receive;

import dev.weft.TransportException;
import dev.weft.jetstream.consumer.ConsumerDiagnosis;
import dev.weft.jetstream.consumer.ServedConsumer;
import io.nats.client.Message;
import java.util.concurrent.atomic.AtomicLong;

/** Does what follows when the server ends a pull. One thread at a time tells it. */
final class EndedPulls {

  private final ServedConsumer served;
  private final PullDemand demand;
  private final ConsumerDiagnosis diagnosis;
  private final AtomicLong interruptions = new AtomicLong();

  EndedPulls(ServedConsumer served, PullDemand demand, ConsumerDiagnosis diagnosis) {
    this.served = served;
    this.demand = demand;
    this.diagnosis = diagnosis;
  }

  /** How often the consumer's leader gave up a pull; any thread may ask. */
  long interruptions() {
    return interruptions.get();
  }

  /** Counts a pull that the leader gave up: a new one may not know what the old one sent last. */
  void count(Message status) {
    if (PullEnd.of(status.getStatus()) == PullEnd.INTERRUPTED) {
      interruptions.incrementAndGet();
    }
  }

  /**
   * Follows a status, which most often ends a pull. May ask the server for the consumer.
   *
   * @throws TransportException if the server will answer no more pulls
   */
  void follow(Message status) {
    count(status);
    switch (PullEnd.of(status.getStatus())) {
      case STILL_OPEN -> diagnosis.isServed();
      case TIME_IS_OVER -> demand.timeIsOver();
      case OUT_OF_BYTES -> demand.outOfBytes();
      case INTERRUPTED -> {
        if (demand.interrupted(System.nanoTime())) {
          diagnosis.verify(status.getStatus().getMessageWithCode());
        }
      }
      case REFUSED -> {
        String why = status.getStatus().getMessageWithCode();
        if (PullEnd.isDeletion(status)) {
          served.life().end();
        }
        diagnosis.verify(why);
        throw TransportException.passing(
            "consumer " + served.name() + ": the server refused a pull: " + why, null);
      }
    }
  }
}
