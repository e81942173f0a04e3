package dev.weft.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.codec.JsonRules.Missing;
import dev.weft.codec.JsonRules.Types;
import dev.weft.codec.JsonRules.Unknown;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No value is changed on its way into a payload, unless the rules say so. */
// What JSON may be read into is anybody's choice: arrays in records, nulls and java.util.Date too.
@SuppressWarnings({
  "ArrayRecordComponent",
  "JavaUtilDate",
  "NullAway",
  "TypeParameterUnusedInFormals"
})
class JsonRulesTest {

  private static final JsonRules LENIENT =
      new JsonRules(Types.LENIENT, Missing.DEFAULT, Unknown.IGNORE);

  enum Colour {
    RED,
    GREEN
  }

  record Plain(
      int number, long cents, short small, byte tiny, boolean flag, double ratio, float share) {}

  record Boxed(Integer number, Long cents, Boolean flag, Double ratio, Float share, Byte tiny) {}

  record Big(BigInteger whole, BigDecimal amount) {}

  record Lists(int[] numbers, List<Integer> boxed, boolean[] flags, OptionalInt maybe) {}

  record Measures(
      byte[] bytes,
      Byte[] boxed,
      float[] shares,
      double[] ratios,
      double[][] rows,
      List<Float> list,
      OptionalDouble maybe) {}

  record Texts(String text, UUID id, URI link, Colour colour, List<Colour> colours) {}

  record Times(
      Instant at,
      OffsetDateTime offset,
      ZonedDateTime zoned,
      LocalDate day,
      LocalTime hour,
      LocalDateTime local,
      Duration took,
      Date date,
      Year year,
      Month month,
      ZoneId zone) {}

  record Epoch(@JsonFormat(shape = JsonFormat.Shape.NUMBER) Instant at) {}

  record Grown(String id, int amount, Optional<String> note, List<String> tags) {}

  static final class Bean {
    public int amount = 7;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'number':3.9",
        "'number':3.0",
        "'number':1E2",
        "'number':'12'",
        "'number':''",
        "'number':null",
        "'number':true",
        "'number':[1]",
        "'number':3000000000",
        "'cents':12.99",
        "'cents':9223372036854775808",
        "'cents':1e400",
        "'cents':1e1000000000",
        "'small':70000",
        "'tiny':128",
        "'tiny':200",
        "'tiny':255",
        "'tiny':256",
        "'tiny':-129",
        "'small':1.5",
        "'tiny':null",
        "'flag':1",
        "'flag':0",
        "'flag':'true'",
        "'flag':''",
        "'flag':null",
        "'flag':1.0",
        "'ratio':'1.5'",
        "'ratio':''",
        "'ratio':null",
        "'ratio':true",
        "'ratio':1e400",
        "'ratio':NaN",
        "'ratio':'INF'",
        "'ratio':'-INF'",
        "'ratio':'+Infinity'",
        "'ratio':' NaN '",
        "'ratio':9007199254740993",
        "'ratio':-9007199254740993",
        "'ratio':9223372036854775807",
        "'ratio':18446744073709551617",
        "'share':1e99",
        "'share':16777217",
        "'share':2147483647",
        "'share':9007199254740993",
        "'share':'INF'",
        "'share':'1'"
      })
  void aPrimitiveIsReadFromItsOwnKindAlone(String json) {
    assertRefused(Plain.class, json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'number':3.9",
        "'number':'12'",
        "'number':''",
        "'number':true",
        "'cents':1e1000000000",
        "'flag':1",
        "'flag':'true'",
        "'flag':''",
        "'ratio':'1.5'",
        "'ratio':''",
        "'ratio':9007199254740993",
        "'ratio':'INF'",
        "'share':1e99",
        "'share':16777217",
        "'tiny':200"
      })
  void soIsABoxedOne(String json) {
    assertRefused(Boxed.class, json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'numbers':[1.5]",
        "'numbers':['1']",
        "'numbers':[null]",
        "'numbers':['']",
        "'numbers':5",
        "'numbers':''",
        "'boxed':[1.5]",
        "'boxed':['1']",
        "'flags':[1]",
        "'flags':[null]",
        "'flags':['true']",
        "'maybe':1.5",
        "'maybe':'1'",
        "'maybe':''"
      })
  void soAreThoseInAnArrayOrAnOptional(String json) {
    assertRefused(Lists.class, json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'bytes':[1,200]",
        "'bytes':200",
        "'boxed':[200]",
        "'shares':[1,16777217]",
        "'shares':[1e99]",
        "'shares':['INF']",
        "'shares':['1.5']",
        "'ratios':[0.5,9007199254740993]",
        "'ratios':[1e400]",
        "'ratios':['INF']",
        "'ratios':['']",
        "'ratios':[null]",
        "'rows':[[1],[9007199254740993]]",
        "'list':[16777217]",
        "'maybe':9007199254740993",
        "'maybe':1e400",
        "'maybe':'INF'",
        "'maybe':''"
      })
  void soAreBytesAndFloatingNumbersInThem(String json) {
    assertRefused(Measures.class, json);
  }

  @Test
  void aWholeNumberThatFitsIsReadAndAFractionIsRoundedToTheNearest() {
    Measures read =
        read(
            Measures.class,
            "'bytes':[-128,127],'boxed':[-128,127],'shares':[16777216,0.1,'NaN'],"
                + "'ratios':[9007199254740994,-9223372036854775808,1e23,'-Infinity'],"
                + "'rows':[[1],[2.5]],'list':[16777217.0,-2147483648],'maybe':3");

    assertThat(read.bytes()).containsExactly(-128, 127);
    assertThat(read.boxed()).containsExactly((byte) -128, (byte) 127);
    assertThat(read.shares()).containsExactly(0x1p24f, 0.1f, Float.NaN);
    assertThat(read.ratios())
        .containsExactly(9007199254740994.0, -0x1p63, 1e23, Double.NEGATIVE_INFINITY);
    assertThat(read.rows()).isDeepEqualTo(new double[][] {{1}, {2.5}});
    assertThat(read.list()).containsExactly(0x1p24f, -0x1p31f);
    assertThat(read.maybe()).hasValue(3);
    assertThat(read(Measures.class, "'bytes':'yP8='").bytes()).containsExactly(-56, -1);
    assertThat(read(Plain.class, "'ratio':18446744073709551616").ratio()).isEqualTo(0x1p64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'text':5", "'text':1.10", "'text':true", "'text':{}", "'text':[]", "'id':''",
        "'id':5", "'link':''", "'colour':0", "'colour':'1'", "'colour':''", "'colour':'BLUE'",
        "'colour':true", "'colours':[0]", "'colours':'RED'"
      })
  void textAndConstantsAreReadFromTextAlone(String json) {
    assertRefused(Texts.class, json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'at':1767322800",
        "'at':1767322800123",
        "'at':1767322800.5",
        "'at':'1767322800'",
        "'at':'1767322800.5'",
        "'at':'-5'",
        "'at':''",
        "'at':'2026-01-02 03:04:05'",
        "'offset':1767322800",
        "'zoned':1767322800",
        "'day':20000",
        "'day':[2026,1,2]",
        "'day':'2026-01-02T23:30:00Z'",
        "'day':'2026-02-30'",
        "'hour':[1,2]",
        "'hour':''",
        "'local':[2026,1,1,0,0]",
        "'local':'2026-01-01T00:00:00Z'",
        "'took':90",
        "'took':'90'",
        "'took':''",
        "'date':5",
        "'date':'5'",
        "'date':''",
        "'month':1",
        "'zone':1"
      })
  void aTimeIsReadFromIsoTextAlone(String json) {
    assertRefused(Times.class, json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'whole':1.5",
        "'whole':1E5",
        "'whole':1e1000000000",
        "'whole':'1.5'",
        "'whole':''",
        "'whole':true",
        "'amount':''",
        "'amount':'many'",
        "'amount':true",
        "'amount':1e1000000000",
        "'amount':1e-1000000000",
        "'amount':'1e1000000000'"
      })
  void aBigNumberIsExactOrRefused(String json) {
    assertRefused(Big.class, json);
  }

  @Test
  void aNumberOfMoreThanAThousandDigitsIsRefused() {
    String digits = "9".repeat(1001);

    assertRefused(Big.class, "'whole':" + digits);
    assertRefused(Big.class, "'whole':'" + digits + "'");
    assertRefused(Big.class, "'amount':0." + digits);
    assertRefused(JsonNode.class, "'any':" + digits);
  }

  @Test
  void decimalsAreExact() {
    String digits = "0.1234567890123456789012345678901234567890";

    assertThat(read(Big.class, "'amount':10.10").amount()).isEqualTo(new BigDecimal("10.10"));
    assertThat(read(Big.class, "'amount':" + digits).amount()).isEqualTo(new BigDecimal(digits));
    assertThat(read(Big.class, "'amount':'12.50','whole':'12345678901234567890'"))
        .isEqualTo(new Big(new BigInteger("12345678901234567890"), new BigDecimal("12.50")));
  }

  @Test
  void decimalsInTreesAndMapsAreExact() throws Exception {
    String json = "{\"a\":10.10,\"b\":12345678901234567.89,\"c\":1.0E+2,\"d\":[0.10]}";

    JsonNode tree = JsonCodec.<JsonNode>of(JsonNode.class).decode(json.getBytes(UTF_8));
    Map<?, ?> map =
        JsonCodec.<Map<?, ?>>of(new TypeReference<Map<String, Object>>() {}.getType())
            .decode(json.getBytes(UTF_8));

    assertThat(tree.get("b").decimalValue()).isEqualTo(new BigDecimal("12345678901234567.89"));
    assertThat(JsonCodec.of(JsonNode.class).encode(tree)).asString(UTF_8).isEqualTo(json);
    assertThat(map.get("a")).isEqualTo(new BigDecimal("10.10"));
    assertThat(map.get("d")).isEqualTo(List.of(new BigDecimal("0.10")));
  }

  @ParameterizedTest
  @ValueSource(classes = {JsonNode.class, Object.class, Map.class})
  void anExponentThatWouldFillTheMemoryIsRefused(Class<?> type) {
    assertRefused(type, "'any':[{'deep':1e1000000000}]");
    assertRefused(type, "'any':1E-1000000000");
  }

  @Test
  void whatACodecWritesItReads() throws Exception {
    var times =
        new Times(
            Instant.parse("2026-01-02T03:04:05.123456789Z"),
            OffsetDateTime.parse("2026-01-02T03:04:05+05:30"),
            ZonedDateTime.parse("2026-07-02T03:04:05+02:00[Europe/Berlin]")
                .withZoneSameInstant(ZoneOffset.UTC),
            LocalDate.parse("2026-01-02"),
            LocalTime.parse("03:04:05"),
            LocalDateTime.parse("2026-01-02T03:04:05"),
            Duration.ofMinutes(90),
            new Date(1767322800123L),
            Year.of(2026),
            Month.MAY,
            ZoneId.of("Europe/Berlin"));
    var plain = new Plain(-1, Long.MIN_VALUE, (short) 3, (byte) -4, true, 0.1, 1e-30f);
    var odd = new Plain(0, 0, (short) 0, (byte) 0, false, Double.NaN, Float.NEGATIVE_INFINITY);

    assertThat(again(times)).isEqualTo(times);
    assertThat(again(plain)).isEqualTo(plain);
    assertThat(again(odd)).isEqualTo(odd);
    assertThat(again(Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
    assertThat(again(Float.MAX_VALUE)).isEqualTo(Float.MAX_VALUE);
    assertThat(again(Double.POSITIVE_INFINITY)).isInfinite();
  }

  @Test
  void nullIsNoValueForAnObject() {
    assertThat(read(Boxed.class, "'number':null"))
        .isEqualTo(new Boxed(null, null, null, null, null, null));
    assertThat(read(Times.class, "'at':null").at()).isNull();
    assertThat(read(Texts.class, "'colour':null").colour()).isNull();
  }

  @Test
  void aComponentMaySayThatItsTimeIsANumber() {
    assertThat(read(Epoch.class, "'at':1767322800").at())
        .isEqualTo(Instant.ofEpochSecond(1767322800));
  }

  @Test
  void aMissingComponentKeepsJavasDefault() {
    assertThat(read(Grown.class, "'id':'old'"))
        .isEqualTo(new Grown("old", 0, Optional.empty(), null));
    assertThat(read(Plain.class, "")).isEqualTo(new Plain(0, 0, (short) 0, (byte) 0, false, 0, 0));
    assertThat(read(Bean.class, "").amount).isEqualTo(7);
  }

  @Test
  void aMissingComponentMayBeRefused() {
    var rules = new JsonRules(Types.STRICT, Missing.REFUSE, Unknown.IGNORE);

    assertRefused(Grown.class, "'id':'old'", rules);
    assertRefused(Grown.class, "'id':'old','amount':1", rules);
    assertThat(JsonRulesTest.<Grown>read(Grown.class, "'id':'new','amount':1,'tags':null", rules))
        .isEqualTo(new Grown("new", 1, Optional.empty(), null));
    assertThat(JsonRulesTest.<Bean>read(Bean.class, "", rules).amount).isEqualTo(7);
  }

  @Test
  void anUnknownPropertyMayBeRefused() {
    var rules = new JsonRules(Types.STRICT, Missing.DEFAULT, Unknown.REFUSE);

    assertThat(read(Bean.class, "'amount':1,'colour':2").amount).isEqualTo(1);
    assertRefused(Bean.class, "'amount':1,'colour':2", rules);
  }

  @Test
  void lenientRulesConvert() {
    assertThat(
            JsonRulesTest.<Plain>read(Plain.class, "'number':3.9,'flag':1,'cents':null", LENIENT))
        .isEqualTo(new Plain(3, 0, (short) 0, (byte) 0, true, 0, 0));
    assertThat(JsonRulesTest.<Plain>read(Plain.class, "'number':'12','cents':''", LENIENT).number())
        .isEqualTo(12);
    assertThat(JsonRulesTest.<Times>read(Times.class, "'at':1767322800", LENIENT).at())
        .isEqualTo(Instant.ofEpochSecond(1767322800));
    assertThat(JsonRulesTest.<Texts>read(Texts.class, "'text':5,'colour':1", LENIENT))
        .isEqualTo(new Texts("5", null, null, Colour.GREEN, null));
    assertThat(
            JsonRulesTest.<Plain>read(
                Plain.class, "'tiny':200,'ratio':'INF','share':16777217", LENIENT))
        .isEqualTo(
            new Plain(0, 0, (short) 0, (byte) -56, false, Double.POSITIVE_INFINITY, 0x1p24f));
    assertThat(JsonRulesTest.<Big>read(Big.class, "'amount':10.10", LENIENT).amount())
        .isEqualTo(new BigDecimal("10.10"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'whole':1e1000000000", "'amount':1e1000000000"})
  void lenientRulesHaveTheSameBounds(String json) {
    assertRefused(Big.class, json, LENIENT);
  }

  @Test
  void deepNestingIsRefusedAndNotFollowed() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);

    for (Class<?> type : List.of(JsonNode.class, Object.class, List.class)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> JsonCodec.of(type).decode(deep.getBytes(UTF_8)))
          .withMessageContaining("StreamConstraintsException");
    }
  }

  record Linked(Linked next) {}

  @Test
  void aPayloadThatHoldsItselfIsReadInASmallStack() throws Exception {
    String deep = "{\"next\":".repeat(199) + "null" + "}".repeat(199);
    var failure = new Throwable[1];
    var read = new Object[1];

    Thread thread =
        new Thread(
            null,
            () -> read[0] = JsonCodec.of(Linked.class).decode(deep.getBytes(UTF_8)),
            "small",
            512 * 1024);
    thread.setUncaughtExceptionHandler((dead, e) -> failure[0] = e);
    thread.start();
    thread.join();

    assertThat(failure[0]).isNull();
    assertThat(read[0]).isInstanceOf(Linked.class);
  }

  private static <T> T again(T value) throws Exception {
    JsonCodec<T> codec = JsonCodec.of((Type) value.getClass());
    return codec.decode(codec.encode(value));
  }

  private static <T> T read(Class<T> type, String json) {
    return read(type, json, JsonRules.DEFAULT);
  }

  private static <T> T read(Type type, String json, JsonRules rules) {
    JsonCodec<T> codec = JsonCodec.of(type, rules);
    return codec.decode(("{" + json.replace('\'', '"') + "}").getBytes(UTF_8));
  }

  private static void assertRefused(Class<?> type, String json) {
    assertRefused(type, json, JsonRules.DEFAULT);
  }

  private static void assertRefused(Class<?> type, String json, JsonRules rules) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(type, json, rules))
        .withMessageStartingWith("not the JSON of a ")
        .satisfies(
            refusal -> assertThat(String.valueOf(refusal.getMessage()).length()).isLessThan(500));
  }
}
