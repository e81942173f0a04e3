package dev.weft.jetstream.api;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.transport.Outbox;
import dev.weft.transport.Registers;
import dev.weft.transport.settings.SettingText;
import io.nats.client.JetStreamApiException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Documents in the server's streams; a replacement names the sequence of what it replaces. */
public final class JetStreamRegisters implements Registers {

  private static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence";

  // "wrong last sequence": with the present one, and without it where another write is under way.
  private static final Set<Integer> CHANGED = Set.of(10071, 10164);

  private final JetStreamApi api;
  private final Outbox outbox;
  private final Duration limit;

  public JetStreamRegisters(JetStreamApi api, Outbox outbox, Duration limit) {
    this.api = api;
    this.outbox = outbox;
    this.limit = limit;
  }

  @Override
  public Optional<Entry> read(String stream, String subject) {
    return api.lastMessage(stream, subject, limit)
        .map(message -> new Entry(message.path("seq").asLong(), StoredMessageJson.data(message)));
  }

  @Override
  public OptionalLong replace(String subject, long revision, byte[] data) {
    try {
      Headers expected = Headers.of(EXPECTED, Long.toString(revision));
      return OptionalLong.of(publish(subject, data, expected).position().sequence());
    } catch (TransportException e) {
      if (e.getCause() instanceof JetStreamApiException refusal
          && CHANGED.contains(refusal.getApiErrorCode())) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  // What is lost with a connection would be waited for as long as any publish may take.
  private PublishReceipt publish(String subject, byte[] data, Headers headers) {
    try {
      return outbox
          .publishAsync(subject, data, headers)
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw TransportException.passing(subject + ": no answer within " + SettingText.of(limit), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing(subject + ": interrupted before it was stored", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransportException known) {
        throw known;
      }
      throw TransportException.passing(subject + ": cannot be published", e);
    }
  }
}
