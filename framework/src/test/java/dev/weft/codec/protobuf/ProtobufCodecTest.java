package dev.weft.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import dev.weft.Codec;
import dev.weft.Headers;
import dev.weft.codec.Codecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protobuf messages as payloads. */
class ProtobufCodecTest {

  private final ProtobufCodec<StringValue> codec =
      ProtobufCodec.of(StringValue.getDefaultInstance());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/protobuf",
        "application/x-protobuf; messageType=google.protobuf.StringValue",
        "application/vnd.google.protobuf"
      })
  void whatIsWrittenIsRead(String type) throws Exception {
    byte[] data = codec.encode(StringValue.of("größer"));

    assertThat(codec.decode(data, Headers.of(Headers.CONTENT_TYPE, type)).getValue())
        .isEqualTo("größer");
    assertThat(codec.decode(data, Headers.empty()).getValue()).isEqualTo("größer");
  }

  @Test
  void itIsTheCodecOfItsTypes() throws Exception {
    Codec<StringValue> chosen = Codecs.forType(StringValue.class);

    assertThat(chosen.contentType()).isEqualTo("application/protobuf");
    assertThat(chosen.decode(codec.encode(StringValue.of("a")))).isEqualTo(StringValue.of("a"));
  }

  @Test
  void whatIsNoneIsRefusedWithoutItsData() {
    assertThatThrownBy(() -> codec.decode(new byte[] {10, 100, 's', 'e', 'c'}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not the Protobuf of a google.protobuf.StringValue: ")
        .message()
        .doesNotContain("sec");
    assertThatThrownBy(
            () -> codec.decode(new byte[0], Headers.of(Headers.CONTENT_TYPE, "application/json")))
        .hasMessage(
            "its Content-Type is application/json, but the codec reads application/protobuf");
  }

  @Test
  void aTypeThatNobodyGeneratedIsRefused() {
    assertThatThrownBy(() -> ProtobufCodec.of(Message.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a class that protoc has generated");
  }
}
