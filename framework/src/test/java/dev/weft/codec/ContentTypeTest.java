package dev.weft.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import dev.weft.Codec;
import dev.weft.Headers;
import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message says it is decides how it is read. */
class ContentTypeTest {

  record Order(int id) {}

  private static final byte[] ORDER = "{\"id\":7}".getBytes(UTF_8);
  private static final byte[] QUOTED = "\"text\"".getBytes(UTF_8);

  private final Codec<Order> json = JsonCodec.of(Order.class);
  private final Codec<String> auto = Codecs.byContentType(String.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON; charset=utf-8",
        "text/json",
        "application/vnd.acme.order+json"
      })
  void jsonIsReadByEachOfItsNames(String type) throws Exception {
    assertThat(json.decode(ORDER, saying(type))).isEqualTo(new Order(7));
  }

  @Test
  void aMessageThatDoesNotSayIsTakenForWhatTheCodecReads() throws Exception {
    assertThat(json.decode(ORDER, Headers.empty())).isEqualTo(new Order(7));
    assertThat(json.decode(ORDER, saying(" "))).isEqualTo(new Order(7));
  }

  @Test
  void aWrongTypeIsRefusedWithBothNames() {
    assertThatThrownBy(() -> json.decode(ORDER, saying("application/protobuf")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "its Content-Type is application/protobuf, but the codec reads application/json");
  }

  @Test
  void theHeaderMayBeInLowerCase() {
    assertThatThrownBy(() -> json.decode(ORDER, Headers.of("content-type", "image/png")))
        .hasMessageContaining("image/png");
  }

  @Test
  void theEnvelopeOfACloudEventIsNotTakenForAPayload() {
    assertThatThrownBy(() -> json.decode(ORDER, saying("application/cloudevents+json")))
        .hasMessageContaining("application/cloudevents+json");
  }

  @Test
  void textAndBytesReadEverything() throws Exception {
    assertThat(StringCodec.INSTANCE.decode(ORDER, saying("application/json")))
        .isEqualTo("{\"id\":7}");
    assertThat(BytesCodec.INSTANCE.decode(ORDER, saying("image/png"))).isEqualTo(ORDER);
  }

  @Test
  void autoReadsTextByWhatItSays() throws Exception {
    assertThat(auto.decode(QUOTED, saying("application/json"))).isEqualTo("text");
    assertThat(auto.decode(QUOTED, saying("text/plain"))).isEqualTo("\"text\"");
    assertThat(auto.decode(QUOTED, Headers.empty())).isEqualTo("\"text\"");
    assertThat(auto.encode("text")).isEqualTo("text".getBytes(UTF_8));
    assertThat(auto.contentType()).startsWith("text/plain");
  }

  @Test
  void autoTakesTheCodecOfThePayloadsType() {
    assertThat(Codecs.named("auto", Order.class).contentType()).isEqualTo("application/json");
    assertThat(Codecs.named("auto", byte[].class)).isSameAs(BytesCodec.INSTANCE);
    assertThat(Codecs.named("auto", StringValue.class).contentType())
        .isEqualTo("application/protobuf");
    assertThat(Codecs.named("auto", CloudEvent.class).contentType())
        .isEqualTo("application/cloudevents+json");
  }

  @Test
  void codecsOfOnesOwnMayBePutTogether() throws Exception {
    Codec<Order> lines = new Lines();
    Codec<Order> both = Codecs.byContentType(json, List.of(lines));

    assertThat(both.decode("8".getBytes(UTF_8), saying("text/x-order"))).isEqualTo(new Order(8));
    assertThat(both.decode(ORDER, saying("application/json"))).isEqualTo(new Order(7));
    assertThat(both.reads("text/x-order")).isTrue();
    assertThatThrownBy(() -> both.decode(ORDER, saying("image/png")))
        .hasMessage(
            "its Content-Type is image/png, but its codecs read text/x-order; charset=utf-8,"
                + " application/json");
  }

  @Test
  void anOptionalCodecFitsItsTypesOnly() {
    assertThatThrownBy(() -> Codecs.named("protobuf", Order.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected payloads of a type of com.google.protobuf.Message")
        .hasMessageContaining(Order.class.getName());
    assertThatThrownBy(() -> Codecs.named("cloudevents", Map.class))
        .hasMessageContaining("expected payloads of a type of io.cloudevents.CloudEvent");
  }

  private static Headers saying(String type) {
    return Headers.of(Headers.CONTENT_TYPE, type);
  }

  /** A number, and no word on what it reads but what it writes. */
  private static final class Lines implements Codec<Order> {

    @Override
    public String contentType() {
      return "text/x-order; charset=utf-8";
    }

    @Override
    public byte[] encode(Order order) {
      return String.valueOf(order.id()).getBytes(UTF_8);
    }

    @Override
    public Order decode(byte[] data) {
      return new Order(Integer.parseInt(new String(data, UTF_8)));
    }
  }
}
