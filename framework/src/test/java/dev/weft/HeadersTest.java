package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

  @Test
  void noHeadersAreEmpty() {
    assertThat(Headers.empty().isEmpty()).isTrue();
    assertThat(Headers.empty().names()).isEmpty();
    assertThat(Headers.empty().first("a")).isEmpty();
    assertThat(Headers.empty().all("a")).isEmpty();
    assertThat(Headers.copyOf(Map.of())).isSameAs(Headers.empty());
  }

  @Test
  void namesAreCaseSensitive() {
    var headers = Headers.of("traceparent", "lower").with("Traceparent", "upper");

    assertThat(headers.first("traceparent")).contains("lower");
    assertThat(headers.first("Traceparent")).contains("upper");
    assertThat(headers.first("TRACEPARENT")).isEmpty();
  }

  @Test
  void aNameCanBeLookedForInAnyCase() {
    var headers = Headers.of("Baggage", "upper").plus("Baggage", "more").with("BAGGAGE", "loud");

    assertThat(headers.allIgnoringCase("baggage")).containsExactly("upper", "more");
    assertThat(headers.allIgnoringCase("BAGGAGE")).containsExactly("loud");
    assertThat(headers.allIgnoringCase("bag")).isEmpty();
    assertThat(headers.withoutIgnoringCase("baggage")).isEqualTo(Headers.empty());
    assertThat(headers.withoutIgnoringCase("bag")).isSameAs(headers);
  }

  @Test
  void namesAndValuesKeepTheirOrder() {
    var headers = Headers.of("b", "1").plus("a", "2").plus("b", "3").plus("c", "4");

    assertThat(headers.names()).containsExactly("b", "a", "c");
    assertThat(headers.all("b")).containsExactly("1", "3");
    assertThat(headers.first("b")).contains("1");
  }

  @Test
  void withReplacesAllValuesOfAName() {
    var headers = Headers.of("a", "1").plus("a", "2").with("a", "3");

    assertThat(headers.all("a")).containsExactly("3");
  }

  @Test
  void withoutRemovesTheNameAndKeepsTheRest() {
    var headers = Headers.of("a", "1").plus("b", "2").without("a");

    assertThat(headers).isEqualTo(Headers.of("b", "2"));
    assertThat(headers.without("missing")).isSameAs(headers);
  }

  @Test
  void whatIsDerivedLeavesTheOriginalAsItWas() {
    var headers = Headers.of("a", "1");

    assertThat(List.of(headers.with("a", "2"), headers.plus("a", "2"), headers.without("a")))
        .doesNotContain(headers);
    assertThat(headers).isEqualTo(Headers.of("a", "1"));
  }

  @Test
  void aCopySharesNothingWithItsMap() {
    var list = new ArrayList<>(List.of("1"));
    var map = new LinkedHashMap<String, List<String>>();
    map.put("a", list);
    var headers = Headers.copyOf(map);

    list.add("2");
    map.put("b", List.of("3"));

    assertThat(headers).isEqualTo(Headers.of("a", "1"));
  }

  @Test
  void viewsCannotBeChanged() {
    var headers = Headers.of("a", "1");

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> headers.asMap().clear());
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> headers.names().remove("a"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> headers.all("a").add("2"));
  }

  @Test
  void theMapComesBackFromItsCopy() {
    var headers = Headers.of("a", "1").plus("a", "2").with("b", "");

    assertThat(Headers.copyOf(headers.asMap())).isEqualTo(headers).hasSameHashCodeAs(headers);
    assertThat(headers).hasToString("{a=[1, 2], b=[]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\n", "\t", "größe", "\u007f"})
  void aNameThatNatsCannotCarryIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.of(name, "1"))
        .withMessageContaining("header name \"" + name + "\"");
    assertThatIllegalArgumentException().isThrownBy(() -> Headers.empty().plus(name, "1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.copyOf(Map.of(name, List.of("1"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nInjected: yes", "a\r", "\n"})
  void aLineBreakInAValueIsRefusedAndTheValueNotShown(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.of("name", value))
        .withMessageContaining("header name: the value has a line break")
        .withMessageNotContaining(value);
    assertThatIllegalArgumentException().isThrownBy(() -> Headers.empty().plus("name", value));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.copyOf(Map.of("name", List.of("fine", value))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " spaces ", "a:b", "Größe"})
  void anyOtherValueIsKeptAsItIs(String value) {
    assertThat(Headers.of("name", value).first("name")).contains(value);
  }

  @Test
  void whatBecomesOfTheMapThatTheyWereMadeOfIsNothingToThem() {
    var values = new ArrayList<>(List.of("1"));
    var map = new HashMap<String, List<String>>(Map.of("a", values));
    Headers copied = Headers.copyOf(map);
    Headers received = Headers.received(map);
    assertThat(received.names()).containsExactly("a"); // the first look at all that was received

    values.add("2");
    map.put("b", List.of("3"));

    assertThat(copied).isEqualTo(Headers.of("a", "1"));
    assertThat(received).isEqualTo(Headers.of("a", "1"));
  }

  @Test
  void whatTheyHandOutCannotBeChanged() {
    Headers headers = Headers.received(Map.of("a", new ArrayList<>(List.of("1"))));

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> headers.all("a").add("2"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> headers.allIgnoringCase("A").clear());
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> headers.names().clear());
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> headers.asMap().put("b", List.of()));
    headers.forEach(
        (name, values) ->
            assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> values.add("2")));
  }

  @Test
  void whatHasArrivedIsTakenAsItIs() {
    Headers headers = Headers.received(Map.of("a b", List.of("one\ntwo")));

    assertThat(headers.first("a b")).contains("one\ntwo");
    assertThat(Headers.received(Map.of())).isSameAs(Headers.empty());
  }
}
