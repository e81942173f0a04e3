package dev.weft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weft.Codec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {

  record Order(String id) {}

  @Test
  void theTypeChoosesTheCodec() {
    assertThat((Object) Codecs.forType(String.class)).isSameAs(StringCodec.INSTANCE);
    assertThat((Object) Codecs.forType(byte[].class)).isSameAs(BytesCodec.INSTANCE);
    assertThat((Object) Codecs.forType(Order.class)).isInstanceOf(JsonCodec.class);
  }

  @Test
  void theCodecOfATypeReadsThatType() throws Exception {
    Codec<Order> codec = Codecs.forType(Order.class);

    assertThat(codec.decode(codec.encode(new Order("o-1")))).isEqualTo(new Order("o-1"));
  }

  @Test
  void aNameChoosesTheCodec() {
    assertThat(Codecs.named("string", String.class)).isSameAs(StringCodec.INSTANCE);
    assertThat(Codecs.named("bytes", byte[].class)).isSameAs(BytesCodec.INSTANCE);
    assertThat(Codecs.named("json", Order.class)).isInstanceOf(JsonCodec.class);
  }

  @Test
  void aStringMayBeJsonToo() {
    assertThat(Codecs.named("json", String.class)).isInstanceOf(JsonCodec.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jason", "", "JSON"})
  void anUnknownNameIsRefusedWithTheKnownOnes(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codecs.named(name, Order.class))
        .withMessage(
            "codec = " + name + ": expected json, string, bytes, protobuf, cloudevents or auto");
  }

  @Test
  void aCodecThatDoesNotFitTheTypeIsRefusedWithWhatToDo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codecs.named("bytes", Order.class))
        .withMessage(
            "codec = bytes: expected payloads of type byte[], but they are of type"
                + " dev.weft.codec.CodecsTest$Order; use codec = json");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codecs.named("string", byte[].class))
        .withMessageContaining("expected payloads of type java.lang.String");
  }
}
