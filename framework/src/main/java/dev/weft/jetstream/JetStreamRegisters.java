package dev.weft.jetstream;

import dev.weft.Headers;
import dev.weft.transport.Outbox;
import dev.weft.transport.Registers;
import dev.weft.transport.TransportException;
import io.nats.client.JetStreamApiException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Documents in the server's streams; a replacement names the sequence of what it replaces. */
final class JetStreamRegisters implements Registers {

  private static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence";

  // "wrong last sequence": with the present one, and without it where another write is under way.
  private static final Set<Integer> CHANGED = Set.of(10071, 10164);

  private final JetStreamApi api;
  private final Outbox outbox;

  JetStreamRegisters(JetStreamApi api, Outbox outbox) {
    this.api = api;
    this.outbox = outbox;
  }

  @Override
  public Optional<Entry> read(String stream, String subject) {
    return api.lastMessageSoon(stream, subject)
        .map(message -> new Entry(message.path("seq").asLong(), StoredMessage.data(message)));
  }

  @Override
  public OptionalLong replace(String subject, long revision, byte[] data) {
    try {
      Headers expected = Headers.of(EXPECTED, Long.toString(revision));
      return OptionalLong.of(outbox.publish(subject, data, expected).position().sequence());
    } catch (TransportException e) {
      if (e.getCause() instanceof JetStreamApiException refusal
          && CHANGED.contains(refusal.getApiErrorCode())) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }
}
