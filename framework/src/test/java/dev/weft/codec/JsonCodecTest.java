package dev.weft.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {

  record Order(String id, int amount) {
    Order {
      if (amount < 0) {
        throw new IllegalArgumentException("negative amount for " + id);
      }
    }
  }

  record Times(Instant at, LocalDate day, Duration took, OffsetDateTime local) {}

  record Note(Optional<String> text) {}

  record Accounts(Map<String, Integer> balances) {}

  interface Shape {}

  private final JsonCodec<Order> orders = JsonCodec.of(Order.class);

  @Test
  void aRecordComesBackAsItWas() throws Exception {
    var order = new Order("o-1", 3);

    assertThat(orders.encode(order)).asString(UTF_8).isEqualTo("{\"id\":\"o-1\",\"amount\":3}");
    assertThat(orders.decode(orders.encode(order))).isEqualTo(order);
  }

  @Test
  void timesAreIsoStrings() throws Exception {
    var codec = JsonCodec.of(Times.class);
    var times =
        new Times(
            Instant.parse("2026-01-02T03:04:05.678Z"),
            LocalDate.parse("2026-01-02"),
            Duration.ofSeconds(90),
            OffsetDateTime.parse("2026-01-02T03:04:05+02:00"));

    assertThat(codec.encode(times))
        .asString(UTF_8)
        .isEqualTo(
            """
            {"at":"2026-01-02T03:04:05.678Z","day":"2026-01-02","took":"PT1M30S",\
            "local":"2026-01-02T03:04:05+02:00"}""");
    assertThat(codec.decode(codec.encode(times))).isEqualTo(times);
  }

  @Test
  void anOptionalIsItsValueOrNull() throws Exception {
    var codec = JsonCodec.of(Note.class);

    assertThat(codec.encode(new Note(Optional.of("hello"))))
        .asString(UTF_8)
        .isEqualTo("{\"text\":\"hello\"}");
    assertThat(codec.decode(utf8("{\"text\":null}"))).isEqualTo(new Note(Optional.empty()));
    assertThat(codec.decode(utf8("{}"))).isEqualTo(new Note(Optional.empty()));
  }

  @Test
  void aGenericPayloadKeepsItsElementsType() throws Exception {
    JsonCodec<List<Order>> codec = JsonCodec.of(new TypeReference<List<Order>>() {}.getType());
    List<Order> list = List.of(new Order("o-1", 1), new Order("o-2", 2));

    assertThat(codec.decode(codec.encode(list))).isEqualTo(list);
  }

  @Test
  void aPropertyThatAProducerAddedIsIgnored() {
    assertThat(orders.decode(utf8("{\"id\":\"o-1\",\"amount\":3,\"colour\":\"red\"}")))
        .isEqualTo(new Order("o-1", 3));
  }

  @Test
  void theCallersMapperIsUsedAsItIs() throws Exception {
    var mapper =
        JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    var codec = JsonCodec.of(Order.class, mapper);

    assertThat(codec.encode(new Order("o-1", 3)))
        .asString(UTF_8)
        .isEqualTo("{\"Id\":\"o-1\",\"Amount\":3}");
    assertThatIllegalArgumentException().isThrownBy(() -> codec.decode(utf8("{\"id\":\"o-1\"}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"o-1\",\"amount\":3} {}",
        "{\"id\":\"o-1\",\"amount\":3}]",
        "{\"id\":\"o-1\",\"amount\":3}\u0000"
      })
  void whatFollowsTheValueIsRefused(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> orders.decode(utf8(json)));
  }

  @Test
  void nullIsNoPayload() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> orders.decode(utf8("null")))
        .withMessage("JSON null: expected the JSON of a " + Order.class.getName());
  }

  @Test
  void noDataIsNoPayload() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> orders.decode(new byte[0]))
        .withMessage("no data: expected the JSON of a " + Order.class.getName());
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without a null checker may do
  void nullIsNotSent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> orders.encode(null))
        .withMessage("payload null: expected a " + Order.class.getName());
  }

  @Test
  void aRefusalSaysWhereAndWhatWasExpectedThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> orders.decode(utf8("{\"id\":\"o-1\",\n \"amount\":\"many\"}")))
        .withMessage(
            "not the JSON of a dev.weft.codec.JsonCodecTest$Order, at line 2, column 11,"
                + " $.amount: expected int (MismatchedInputException)");
  }

  @Test
  void aTypeThatCannotBeReadIsExplained() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonCodec.of(Shape.class).decode(utf8("{}")))
        .withMessageContaining("abstract types");
  }

  // Each holds personal data in another place: text, number, property name, garbage, map key.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":{\"name\":\"secret\"}}",
        "{\"id\":\"o-1\",\"amount\":\"secret\"}",
        "{\"id\":\"o-1\",\"amount\":secret}",
        "{\"id\":\"secret",
        "{\"secret\":[}",
        "secret",
        "[\"secret\"]",
        "{\"balances\":{\"secret\":\"x\"}}",
        "{\"balances\":\"secret\"}",
      })
  void aRefusalQuotesNothingOfThePayload(String json) {
    var strict = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    for (JsonCodec<?> codec :
        List.of(
            json.contains("balances") ? JsonCodec.of(Accounts.class) : orders,
            JsonCodec.of(Order.class, strict.build()))) {
      var log = new StringWriter();
      Throwable refusal = catchThrowable(() -> codec.decode(utf8(json)));
      refusal.printStackTrace(new PrintWriter(log));

      assertThat(refusal).isInstanceOf(IllegalArgumentException.class);
      assertThat(log.toString()).doesNotContain("secret").contains("JsonCodec.decode");
    }
  }

  @Test
  void aPayloadsOwnConstructorIsNamedByItsStack() {
    Throwable refusal = catchThrowable(() -> orders.decode(utf8("{\"id\":\"x\",\"amount\":-1}")));

    assertThat(refusal).hasMessageContaining("IllegalArgumentException");
    assertThat(refusal.getStackTrace()[0].getClassName()).isEqualTo(Order.class.getName());
  }

  @Test
  void theContentTypeIsJson() {
    assertThat(orders.contentType()).isEqualTo("application/json");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
