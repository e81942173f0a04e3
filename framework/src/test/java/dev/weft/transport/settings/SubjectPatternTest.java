package dev.weft.transport.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubjectPatternTest {

  @ParameterizedTest
  @CsvSource({
    "orders, orders, true",
    "orders, Orders, false",
    "orders, orders.placed, false",
    "orders.placed, orders, false",
    "orders.*, orders.placed, true",
    "orders.*, orders, false",
    "orders.*, orders.placed.late, false",
    "*.placed, orders.placed, true",
    "*.placed, orders.paid, false",
    "orders.*.late, orders.placed.late, true",
    "orders.>, orders.placed, true",
    "orders.>, orders.placed.late, true",
    "orders.>, orders, false",
    ">, orders, true",
    ">, orders.placed, true",
    "*, orders.placed, false",
    "orders.*.>, orders.placed, false",
    "orders.*.>, orders.placed.late.again, true",
    "or*, orders, false",
  })
  void aStarIsOneTokenAndTheArrowAllThatFollow(String pattern, String subject, boolean matches) {
    assertThat(SubjectPattern.of(pattern).matches(subject)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "a.b, a.b, true",
    "a.b, a.c, false",
    "a.*, *.b, true",
    "a.*, b.*, false",
    "a.>, a.b.c, true",
    "a.>, a, false",
    "a.>, >, true",
    "*, >, true",
    "*, *.*, false",
    "a.*.c, a.b.*, true",
    "a.*.c, a.b.d, false",
  })
  void patternsOverlapIfASubjectMatchesBoth(String one, String other, boolean overlap) {
    assertThat(SubjectPattern.of(one).overlaps(SubjectPattern.of(other))).isEqualTo(overlap);
    assertThat(SubjectPattern.of(other).overlaps(SubjectPattern.of(one))).isEqualTo(overlap);
  }

  @ParameterizedTest
  @CsvSource({
    "a.b, a.b, true",
    "a.b, a.*, true",
    "a.*, a.b, false",
    "a.*, a.*, true",
    "a.>, a.*, false",
    "a.*, a.>, true",
    "a.b.c, a.>, true",
    "a, a.>, false",
    "a.*.c, a.b.*, false",
    "a.b, a.b.c, false",
  })
  void onePatternIsWithinAnotherThatMatchesAllThatItDoes(String one, String other, boolean is) {
    assertThat(SubjectPattern.of(one).isWithin(SubjectPattern.of(other))).isEqualTo(is);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a b", "a.>.b", ">.a"})
  void whatIsNoPatternIsRefusedByName(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubjectPattern.of(pattern))
        .withMessageContaining('"' + pattern + '"');
  }
}
