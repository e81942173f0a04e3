package dev.weft.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a message's key is, by the text that stands in a configuration. */
class MessageKeysTest {

  private static String key(String text, String subject, Headers headers, String data)
      throws Exception {
    return MessageKeys.parse(text).of(subject, headers, data.getBytes(UTF_8));
  }

  @Test
  void aTokenOfTheSubjectIsCountedFromOne() throws Exception {
    assertThat(key("subject:1", "orders.42.placed", Headers.empty(), "")).isEqualTo("orders");
    assertThat(key("subject:2", "orders.42.placed", Headers.empty(), "")).isEqualTo("42");
    assertThat(key("subject:3", "orders.42.placed", Headers.empty(), "")).isEqualTo("placed");
  }

  @Test
  void whatASubjectOrTheHeadersDoNotHaveIsTheEmptyKey() throws Exception {
    assertThat(key("subject:4", "orders.42.placed", Headers.empty(), "")).isEmpty();
    assertThat(key("header:X-Customer", "orders", Headers.empty(), "")).isEmpty();
  }

  @Test
  void aHeaderIsReadByItsFirstValue() throws Exception {
    Headers headers = Headers.empty().with("X-Customer", "ada");

    assertThat(key("header:X-Customer", "orders", headers, "")).isEqualTo("ada");
  }

  @Test
  void aPlaceInThePayloadIsReadAsText() throws Exception {
    String data = "{\"customer\":{\"id\":42}}";

    assertThat(key("payload:/customer/id", "orders", Headers.empty(), data)).isEqualTo("42");
    assertThat(key("payload:/customer/name", "orders", Headers.empty(), data)).isEmpty();
  }

  @Test
  void aPayloadThatIsNoJsonHasNoKey() {
    assertThatThrownBy(() -> key("payload:/id", "orders", Headers.empty(), "{"))
        .hasMessageContaining("end-of-input");
  }

  @Test
  void whatIsNoJsonIsNotQuoted() {
    assertThatThrownBy(() -> key("payload:/id", "orders", Headers.empty(), "{\"id\":\n secret}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the payload is not JSON, at line 2")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"subject:0", "subject:x", "header:", "payload:id", "body:/id", "second"})
  void whatStandsForNoKeyIsRefusedWithWhatWasExpected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MessageKeys.parse(text))
        .withMessageStartingWith("expected ");
  }
}
