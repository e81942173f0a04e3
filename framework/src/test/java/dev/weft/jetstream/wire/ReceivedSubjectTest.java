package dev.weft.jetstream.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A subject is read as it was written, whether or not the client reads UTF-8 itself. */
class ReceivedSubjectTest {

  /** What the client makes of bytes that it takes for characters. */
  private static String byBytes(byte[] bytes) {
    var read = new StringBuilder();
    for (byte each : bytes) {
      read.append((char) each);
    }
    return read.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders.placed", "gr\u00fcn", "\u65e5\u672c.a", "\ud83d\ude00", "\uff80"})
  void itIsReadFromItsBytes(String subject) {
    assertThat(ReceivedSubject.of(byBytes(subject.getBytes(UTF_8)))).isEqualTo(subject);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gr\u00fcn", "\u65e5\u672c.a", "\uff80\uff81", "\ud83d\ude00"})
  void oneThatTheClientHasReadIsLeftAsItIs(String subject) {
    assertThat(ReceivedSubject.of(subject)).isEqualTo(subject);
  }

  @Test
  void bytesThatAreNoTextAreLeftAsTheyAre() {
    String read = byBytes(new byte[] {'a', (byte) 0xff, 'b'});

    assertThat(ReceivedSubject.of(read)).isEqualTo(read);
  }
}
