package dev.weft.codec.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Codec;
import dev.weft.Headers;
import dev.weft.codec.Codecs;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

/** CloudEvents as payloads, in both modes of their binding to NATS. */
class CloudEventsCodecTest {

  private static final byte[] DATA = "{\"id\":7}".getBytes(UTF_8);
  private static final CloudEvent EVENT =
      CloudEventBuilder.v1()
          .withId("e-1")
          .withSource(URI.create("/shop"))
          .withType("order.placed")
          .withSubject("größe 100%")
          .withTime(OffsetDateTime.parse("2026-01-31T12:00:00Z"))
          .withDataContentType("application/json")
          .withData(DATA)
          .withExtension("tenant", "acme")
          .build();

  private final CloudEventsCodec structured = CloudEventsCodec.structured();
  private final CloudEventsCodec binary = CloudEventsCodec.binary();

  @Test
  void aWholeEventIsWrittenAsJsonAndRead() {
    byte[] data = structured.encode(EVENT);

    assertThat(new String(data, UTF_8)).contains("\"specversion\":\"1.0\"", "\"data\":{\"id\":7}");
    assertThat(structured.headers(EVENT).isEmpty()).isTrue();
    assertIsTheEvent(structured.decode(data, saying("application/cloudevents+json")));
    assertIsTheEvent(structured.decode(data, saying("application/cloudevents")));
    assertIsTheEvent(structured.decode(data, Headers.empty()));
  }

  @Test
  void inTheBinaryModeTheAttributesAreHeaders() {
    Headers headers = binary.headers(EVENT);

    assertThat(binary.encode(EVENT)).isEqualTo(DATA);
    assertThat(headers.first("ce-specversion")).contains("1.0");
    assertThat(headers.first("ce-id")).contains("e-1");
    assertThat(headers.first("ce-tenant")).contains("acme");
    assertThat(headers.first("ce-time")).contains("2026-01-31T12:00:00Z");
    assertThat(headers.first("ce-subject")).contains("gr%C3%B6%C3%9Fe%20100%25");
    assertThat(headers.first("Content-Type")).contains("application/json");
    assertIsTheEvent(structured.decode(DATA, headers));
  }

  @Test
  void aMissingAttributeIsNamed() {
    assertThatThrownBy(() -> structured.decode(DATA, binary.headers(EVENT).without("ce-id")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a CloudEvent: ")
        .hasMessageContaining("id");
  }

  @Test
  void whatIsNoEventIsRefusedWithoutItsData() {
    assertThatThrownBy(() -> structured.decode("{s3cret".getBytes(UTF_8), Headers.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a CloudEvent: not its JSON")
        .hasNoCause();
    assertThatThrownBy(
            () ->
                structured.decode(
                    DATA, binary.headers(EVENT).with("ce-time", "s3cret").with("ce-id", "e")))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("s3cret");
    assertThatThrownBy(
            () -> structured.decode(DATA, binary.headers(EVENT).with("ce-specversion", "9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a CloudEvent: invalid spec version");
  }

  @Test
  void aTypeThatIsOfNeitherModeIsRefused() {
    assertThatThrownBy(() -> structured.decode(DATA, saying("image/png")))
        .hasMessageStartingWith("its Content-Type is image/png and it has no header ce-spec");
    assertThatThrownBy(() -> structured.decode(DATA, saying("application/cloudevents+avro")))
        .hasMessageContaining("application/cloudevents+avro")
        .hasMessageContaining("application/cloudevents+json");
    assertThat(structured.reads("application/cloudevents-batch+json")).isFalse();
  }

  @Test
  void itIsTheCodecOfEvents() throws Exception {
    Codec<CloudEvent> chosen = Codecs.forType(EVENT.getClass());

    assertIsTheEvent(chosen.decode(chosen.encode(EVENT)));
  }

  private static void assertIsTheEvent(CloudEvent read) {
    assertThat(read.getId()).isEqualTo("e-1");
    assertThat(read.getSource()).isEqualTo(URI.create("/shop"));
    assertThat(read.getSubject()).isEqualTo("größe 100%");
    assertThat(read.getTime()).isEqualTo(EVENT.getTime());
    assertThat(read.getDataContentType()).isEqualTo("application/json");
    assertThat(read.getExtension("tenant")).isEqualTo("acme");
    assertThat(requireNonNull(read.getData()).toBytes()).isEqualTo(DATA);
  }

  private static Headers saying(String type) {
    return Headers.of(Headers.CONTENT_TYPE, type);
  }
}
