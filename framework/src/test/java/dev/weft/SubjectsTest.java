package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subjects are made of tokens that NATS takes as such. */
class SubjectsTest {

  @Test
  void tokensAreJoinedByDots() {
    assertThat(Subjects.of("orders", 42, "placed")).isEqualTo("orders.42.placed");
    assertThat(Subjects.of("orders")).isEqualTo("orders");
    assertThat(Subjects.of("größe", "a-b_c$1")).isEqualTo("größe.a-b_c$1");
  }

  @Test
  void belowIsAFilterForWhatGoesOn() {
    assertThat(Subjects.below("orders", 42)).isEqualTo("orders.42.>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "*", ">", "a*", "a b", "a\tb", "a\u00a0b", "a\nb", "\u0000"})
  void aTokenThatIsNoneIsRefused(String token) {
    assertThatThrownBy(() -> Subjects.of("orders", token, "placed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected tokens without '.', '*', '>', white space")
        .message()
        .hasLineCount(1);
  }

  @Test
  @SuppressWarnings("NullAway")
  void aTokenThatIsNullIsRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> Subjects.of("orders", null))
        .withMessageStartingWith("subject of [orders, null]: a token is null; expected");
    assertThatNullPointerException()
        .isThrownBy(() -> Subjects.below("orders", null))
        .withMessageContaining("a token is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Subjects.of((Object[]) null))
        .withMessageStartingWith("tokens of a subject: null");
  }

  @Test
  void theRefusalSaysWhatIsWrong() {
    assertThatThrownBy(() -> Subjects.of("orders", "4.2"))
        .hasMessageStartingWith("subject of [orders, 4.2]: the token \"4.2\" has '.' in it");
    assertThatThrownBy(() -> Subjects.of("orders", "4\n2"))
        .hasMessageStartingWith(
            "subject of [orders, 4?2]: the token \"4?2\" has the character U+000A in it");
    assertThatThrownBy(() -> Subjects.of("orders", ""))
        .hasMessageStartingWith("subject of [orders, ]: a token is empty");
    assertThatThrownBy(Subjects::of).hasMessageStartingWith("a subject without tokens");
  }
}
