package dev.weft.engine.deadletter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.SideStream;
import dev.weft.transport.Delivery;
import dev.weft.transport.Transport;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Keeps notes of last attempts in the stream of {@code MaxDeliveriesStream}, on a subject for each
 * message of each consumer, whose last note counts.
 */
public final class StreamAttemptJournal implements AttemptJournal {

  private final Transport transport;
  private final Runnable restore;

  /**
   * Notes through a transport.
   *
   * @param restore creates the stream if it is gone; called before a second try
   */
  public StreamAttemptJournal(Transport transport, Runnable restore) {
    this.transport = transport;
    this.restore = restore;
  }

  @Override
  public void note(HandlerId handler, Delivery delivery, AttemptNote.Stage stage) {
    String subject = subject(handler, delivery);
    byte[] text = new AttemptNote(stage, delivery.attempt()).text().getBytes(US_ASCII);
    try {
      publish(subject, text);
    } catch (TransportException e) {
      if (!e.isWithoutEffect()) {
        throw e;
      }
      restore.run();
      publish(subject, text);
    }
  }

  @Override
  public Optional<AttemptNote> find(HandlerId handler, Delivery delivery) {
    return transport
        .last(SideStream.DEATHS.name(handler.stream()), subject(handler, delivery))
        .flatMap(text -> AttemptNote.parse(new String(text, US_ASCII)));
  }

  // Without an id: of two copies the last one counts as one does, while a consumer that is created
  // anew counts from one again, and its notes would be taken for copies of former ones.
  private void publish(String subject, byte[] text) {
    try {
      // No interrupt ends a join; the answer, or its time-out, does.
      transport.outbox().publishAsync(subject, text, Headers.empty()).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof TransportException known ? known : e;
    }
  }

  /** Sequences start anew when a stream is re-created, so the time of storage is part of it. */
  private static String subject(HandlerId handler, Delivery delivery) {
    StreamPosition position = delivery.position().orElseThrow();
    return SideStream.DEATHS.prefix(handler.stream())
        + handler.consumer()
        + "."
        + position.sequence()
        + "."
        + delivery.timestamp().toEpochMilli();
  }
}
