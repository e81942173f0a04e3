package dev.weft.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of JSON that does not fit: where, what was expected, and nothing of the data. */
class JsonRefusalTest {

  @SuppressWarnings("UnusedMethod") // its constructor, which Jackson calls
  private record Price(int cents) {

    Price {
      if (cents < 0) {
        throw new IllegalStateException("a price is not negative\n" + "x".repeat(5_000));
      }
    }
  }

  private record Item(Price price, LocalDate day) {}

  private record Order(List<Item> items, Map<String, Item> byName, Map<Short, Item> byNumber) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'items':[{},{},{'price':{'cents':'5'}}]}; $.items[2].price.cents: expected int",
        "{'items':[{'day':'tomorrow'}]}; $.items[0].day: expected java.time.LocalDate",
        "{'items':7}; $.items: expected java.util.",
        "{'byName':{'secret':{'price':'cheap'}}}; $.byName.*.price: expected",
      })
  void thePathNamesWhereItIs(String json, String expected) {
    assertThat(refusal(Order.class, json))
        .contains(expected)
        .doesNotContain("secret", "tomorrow", "cheap");
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // Jackson uses them
  private static final class Open {

    @JsonProperty
    @JsonAlias("cost")
    int price;

    @JsonAnySetter
    void put(String name, Item value) {}
  }

  @Test
  void aNameThatATypeTakesAmongAnyIsNotShown() {
    assertThat(refusal(Open.class, "{'secret':{'price':{'cents':'5'}}}"))
        .contains("$.*.price.cents: expected int")
        .doesNotContain("secret");
    assertThat(refusal(Open.class, "{'price':'5'}")).contains("$.price: expected int");
    assertThat(refusal(Open.class, "{'cost':'5'}")).contains("$.cost: expected int");
  }

  @Test
  void whatAConstructorSaysIsPassedOnAndNothingElseOfTheData() {
    assertThat(refusal(Order.class, "{'items':[{'price':{'cents':-77}}]}"))
        .contains(
            "$.items[0].price: expected dev.weft.codec.JsonRefusalTest$Price",
            "which refuses it: IllegalStateException: a price is not negative\nxxx")
        .doesNotContain("77")
        .hasSizeLessThan(512);
  }

  @ParameterizedTest
  @CsvSource({"128", "200", "-129", "300", "70000", "x", "1.0"})
  void aKeyThatDoesNotFitAByteIsRefused(String key) {
    assertThat(refusal(new Bytes().type(), "{'" + key + "':'a'}")).contains("expected");
  }

  @ParameterizedTest
  @CsvSource({"32768", "65535", "-32769", "70000"})
  void norIsOneThatDoesNotFitAShort(String key) {
    assertThat(refusal(Order.class, "{'byNumber':{'" + key + "':{}}}")).doesNotContain(key);
  }

  @Test
  void whatFitsIsRead() {
    JsonCodec<Map<Byte, String>> codec = JsonCodec.of(new Bytes().type());

    assertThat(codec.decode("{\"127\":\"a\",\"-128\":\"b\"}".getBytes(UTF_8)))
        .containsOnlyKeys((byte) 127, (byte) -128);
  }

  private abstract static class Holder<T> {

    Type type() {
      return ((java.lang.reflect.ParameterizedType) getClass().getGenericSuperclass())
          .getActualTypeArguments()[0];
    }
  }

  private static final class Bytes extends Holder<Map<Byte, String>> {}

  private static String refusal(Type type, String json) {
    return Objects.requireNonNull(
        assertThatIllegalArgumentException()
            .isThrownBy(() -> JsonCodec.of(type).decode(json.replace('\'', '"').getBytes(UTF_8)))
            .actual()
            .getMessage());
  }
}
