package dev.weft.codec.cloudevents;

import dev.weft.Codec;
import dev.weft.Headers;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * CloudEvents as their binding to NATS has them: read in both modes, written in the chosen one.
 *
 * <p>In the structured mode the data is the whole event as JSON. In the binary mode the data is the
 * event's own, and the attributes are headers {@code ce-…}; who wants the event's data alone reads
 * such messages by the data's codec.
 */
public final class CloudEventsCodec implements Codec<CloudEvent> {

  private static final String ENVELOPE = "application/cloudevents";
  private static final JsonFormat JSON = new JsonFormat();
  private static final CloudEventsCodec STRUCTURED = new CloudEventsCodec(false);
  private static final CloudEventsCodec BINARY = new CloudEventsCodec(true);

  private final boolean binary;

  private CloudEventsCodec(boolean binary) {
    this.binary = binary;
  }

  /** The codec that writes whole events as JSON; it has no settings. */
  public static CloudEventsCodec structured() {
    return STRUCTURED;
  }

  /** The codec that writes an event's attributes as headers; it has no settings. */
  public static CloudEventsCodec binary() {
    return BINARY;
  }

  /** In the binary mode that of an event which does not say; JSON, as the specification has it. */
  @Override
  public String contentType() {
    return binary ? "application/json" : JsonFormat.CONTENT_TYPE;
  }

  /** Every type but batches: what is no envelope may be the data of an event in the binary mode. */
  @Override
  public boolean reads(String mediaType) {
    return !mediaType.startsWith("application/cloudevents-batch");
  }

  @Override
  public byte[] encode(CloudEvent event) {
    if (!binary) {
      return JSON.serialize(event);
    }
    return event.getData() == null ? new byte[0] : event.getData().toBytes();
  }

  @Override
  public Headers headers(CloudEvent event) {
    return binary ? EventHeaders.write(event) : Headers.empty();
  }

  /**
   * Decodes an event in the structured mode.
   *
   * @throws IllegalArgumentException if the data is no event as JSON
   */
  @Override
  public CloudEvent decode(byte[] data) {
    return event(() -> JSON.deserialize(data));
  }

  /**
   * Decodes an event in either mode. Data without headers is taken for the structured one.
   *
   * @throws IllegalArgumentException if it is no event
   */
  @Override
  public CloudEvent decode(byte[] data, Headers headers) {
    String said = headers.mediaType().orElse("");
    if (said.startsWith(ENVELOPE) && !isJsonEnvelope(said)) {
      throw new IllegalArgumentException(
          "its %s is %s, but the codec reads %s and events in the binary mode"
              .formatted(Headers.CONTENT_TYPE, said, JsonFormat.CONTENT_TYPE));
    }
    if (isJsonEnvelope(said)) {
      return decode(data);
    }
    return event(() -> EventHeaders.read(headers, data).map(MessageReader::toEvent))
        .orElseGet(() -> withoutAttributes(data, said));
  }

  private CloudEvent withoutAttributes(byte[] data, String said) {
    if (said.isEmpty() || said.equals("application/json")) {
      return decode(data);
    }
    throw new IllegalArgumentException(
        "its %s is %s and it has no header %s, so it is a CloudEvent in neither mode"
            .formatted(Headers.CONTENT_TYPE, said, EventHeaders.SPEC_VERSION));
  }

  private static boolean isJsonEnvelope(String mediaType) {
    return mediaType.equals(JsonFormat.CONTENT_TYPE) || mediaType.equals(ENVELOPE);
  }

  // The library's messages show values, which may be personal, and so do its causes.
  private static <R> R event(Supplier<R> reading) {
    try {
      return reading.get();
    } catch (CloudEventRWException e) {
      throw refusal(e, e.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    } catch (EventDeserializationException e) {
      throw refusal(e, "not its JSON");
    } catch (IllegalStateException e) {
      throw refusal(e, String.valueOf(e.getMessage())); // a required attribute is missing
    }
  }

  private static IllegalArgumentException refusal(RuntimeException failure, String why) {
    var refusal = new IllegalArgumentException("not a CloudEvent: " + why);
    refusal.setStackTrace(failure.getStackTrace());
    return refusal;
  }
}
