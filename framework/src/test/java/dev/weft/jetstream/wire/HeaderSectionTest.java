package dev.weft.jetstream.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.support.IncomingHeadersProcessor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which header sections are mended, how, and that jnats can read what comes of it. */
class HeaderSectionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NATS/1.0\r\n\r\n",
        "NATS/1.0\r\nname: value\r\n\r\n",
        "NATS/1.0\r\nname:value\r\nname:   \r\nother:\r\n\r\n",
        "NATS/1.0\r\nname: a value: of\t~anything \u007f\u0001\r\n\r\n",
        "NATS/1.0 404\r\n\r\n",
        "NATS/1.0 409 Consumer Deleted\r\nNats-Pending-Messages: 1\r\n\r\n"
      })
  void whatJnatsCanReadStaysAsItIs(String section) throws Exception {
    assertThat(mended(section)).isEqualTo(section);
  }

  @Test
  void eachByteThatJnatsRefusesIsReplaced() throws Exception {
    assertThat(mended("NATS/1.0\r\nna me\u0001: va\nl\rue\r\n\r\n"))
        .isEqualTo("NATS/1.0\r\nna?me?: va?l?ue\r\n\r\n");
    assertThat(mended("NATS/1.0\r\nstraße: žluť\r\nnext: one\r\n\r\n"))
        .isEqualTo("NATS/1.0\r\nstra??e: ??lu??\r\nnext: one\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage, and more of it",
        "NATS/1.0\r\nno colon\r\n\r\n",
        "NATS/1.0\r\n: no name\r\n\r\n",
        "NATS/1.0\r\nname: no empty line\r\n",
        "NATS/1.0\r\nname: no line end",
        "NATS/1.0 no number\r\n\r\n",
        "NATS/1.0 12345678901\r\n\r\n",
        "NATS/1.1\r\nname: value\r\n\r\n",
        "NATS/1.0\rxxx",
        "NATS/1.0 1 2"
      })
  void whatIsMalformedBecomesEmpty(String section) throws Exception {
    String result = mended(section);

    assertThat(result).hasSize(section.length()).startsWith("NATS/1.0\r\n\r\n").endsWith("\r\n");
    assertThat(read(result.getBytes(ISO_8859_1)).getHeaders()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\r\n", "NATS/1.0\r\n", "NATS/1.0\r\n\r", "NATS/1.0\r\n\r\nx"})
  void whatIsMalformedAndTooShortToBecomeEmptyIsNamed(String section) {
    assertThatThrownBy(() -> mended(section))
        .isInstanceOf(UnreadableHeaders.class)
        .hasMessageContaining("of " + section.length() + " bytes");
  }

  @Test
  void whateverIsThrownTogetherJnatsCanReadInTheEnd() throws Exception {
    var random = new Random(20);
    String[] parts = {
      "NATS/1.0", "\r\n", "\r\n", "\r", "\n", ": ", ":", " ", "a", "404", "é", "\0"
    };
    int readable = 0;
    for (int i = 0; i < 200_000; i++) {
      var text = new StringBuilder(random.nextInt(10) == 0 ? "" : "NATS/1.0");
      for (int left = random.nextInt(14); left > 0; left--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      text.append(random.nextBoolean() ? "\r\n\r\n" : "");
      byte[] section = text.toString().getBytes(UTF_8);
      try {
        HeaderSection.mend(section, 0, section.length);
        assertThat(isReadable(section)).as(text.toString()).isTrue();
        readable++;
      } catch (UnreadableHeaders e) {
        assertThat(section.length).isLessThan(14);
      }
    }
    assertThat(readable).isGreaterThan(150_000);
  }

  private static boolean isReadable(byte[] section) {
    try {
      return read(section).getSerializedLength() > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String mended(String section) throws UnreadableHeaders {
    byte[] content = section.getBytes(UTF_8);
    byte[] bytes = new byte[content.length + 6];
    System.arraycopy(content, 0, bytes, 3, content.length);
    boolean mended = HeaderSection.mend(bytes, 3, 3 + content.length);
    String result = new String(bytes, 3, content.length, UTF_8);
    assertThat(mended).isEqualTo(!result.equals(section));
    assertThat(new byte[] {bytes[0], bytes[2], bytes[bytes.length - 3], bytes[bytes.length - 1]})
        .as("its surroundings")
        .containsOnly(0);
    read(result.getBytes(UTF_8));
    return result;
  }

  private static IncomingHeadersProcessor read(byte[] section) {
    return new IncomingHeadersProcessor(section);
  }
}
