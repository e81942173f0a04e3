package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTemplateTest {

  @ParameterizedTest
  @CsvSource({
    "orders.12345.placed,                            orders.*.placed",
    "12345,                                          *",
    "orders.12345,                                   orders.*",
    "1.orders.2,                                     *.orders.*",
    "orders.a1b.c,                                   orders.*.c",
    "orders.01ARZ3NDEKTSV4RRFFQ69G5FAV,              orders.*",
    "orders.3f2504e0-4f89-11d3-9a0c-0305e82c3301.ok, orders.*.ok",
    "orders..7.,                                     orders..*.",
  })
  void aTokenWithADigitBecomesAStar(String subject, String template) {
    assertThat(SubjectTemplate.of(subject)).isEqualTo(template);
  }

  @Test
  void aSubjectWithoutDigitsIsItsOwnTemplateAndNotCopied() {
    String subject = "orders.placed";

    assertThat(SubjectTemplate.of(subject)).isSameAs(subject);
  }
}
