package dev.weft.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StringCodecTest {

  private final StringCodec codec = StringCodec.INSTANCE;

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "Größe", "織", "𝄞 and 😀", "a replacement \uFFFD of its own"})
  void textComesBackAsItWas(String text) {
    assertThat(codec.encode(text)).isEqualTo(text.getBytes(UTF_8));
    assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "ff,             0",
    "616263c3,       3", // an unfinished character at the end
    "61c328,         1", // a second byte that is none
    "6161eda080,     2", // half a surrogate pair
    "c080,           0", // an overlong zero
    "efbfbd80,       3", // a genuine U+FFFD before the wrong byte
  })
  void malformedBytesAreRefusedWithTheirPosition(String hex, int position) {
    byte[] data = HexFormat.of().parseHex(hex);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decode(data))
        .withMessageContaining("is not UTF-8: malformed at byte " + position + ";");
  }

  @Test
  void refusedTextIsNotShown() {
    byte[] data = "secret\uFFFF".getBytes(UTF_8);
    data[data.length - 1] = (byte) 0xff;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decode(data))
        .withMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab\uD834", "ab\uDD1E", "ab\uDD1E\uD834"})
  void halfASurrogatePairIsRefusedRatherThanSentAsAQuestionMark(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode(text))
        .withMessageContaining("surrogate pair at index 2");
  }

  @Test
  void theContentTypeNamesTheCharset() {
    assertThat(codec.contentType()).isEqualTo("text/plain; charset=utf-8");
  }
}
