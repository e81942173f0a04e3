package dev.weft.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Refuses numbers that a {@code byte}, {@code float} or {@code double} would hold as another one,
 * and text for the latter two unless it is what is written for a value that JSON has no number for.
 */
final class ExactNumbers extends DelegatingDeserializer {

  private static final long serialVersionUID = 1L;

  private static final Map<Class<?>, Class<?>> NUMBERS =
      Map.of(
          byte.class, byte.class,
          Byte.class, byte.class,
          byte[].class, byte.class,
          float.class, float.class,
          Float.class, float.class,
          float[].class, float.class,
          double.class, double.class,
          Double.class, double.class,
          double[].class, double.class,
          OptionalDouble.class, double.class);

  private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");

  private final Class<?> number;

  private ExactNumbers(JsonDeserializer<?> inner, Class<?> number) {
    super(inner);
    this.number = number;
  }

  /** Makes a reader exact, if it is one for such numbers or an array of them. */
  static JsonDeserializer<?> of(JsonDeserializer<?> made) {
    Class<?> type = made.handledType();
    Class<?> number = type == null ? null : NUMBERS.get(type);
    return number == null ? made : new ExactNumbers(made, number);
  }

  @Override
  protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> inner) {
    return new ExactNumbers(inner, number);
  }

  @Override
  public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (handledType().isArray()) {
      return super.deserialize(new Elements(parser, context), context);
    }
    check(parser, parser.currentToken(), context);
    return super.deserialize(parser, context);
  }

  private void check(JsonParser parser, JsonToken token, DeserializationContext context)
      throws IOException {
    if (!(number == byte.class ? fitsByte(parser, token) : fitsFloating(parser, token))) {
      context.reportInputMismatch(number, "expected a number that fits");
    }
  }

  // Jackson takes 128 to 255 for bytes without a sign. What is larger it refuses itself.
  private static boolean fitsByte(JsonParser parser, JsonToken token) throws IOException {
    return token != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() != NumberType.INT
        || parser.getIntValue() <= Byte.MAX_VALUE;
  }

  private boolean fitsFloating(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> NO_NUMBERS.contains(parser.getText());
      case VALUE_NUMBER_FLOAT -> Double.isFinite(floating(parser)); // to the nearest, as in Java
      case VALUE_NUMBER_INT -> isExact(parser);
      default -> true;
    };
  }

  private double floating(JsonParser parser) throws IOException {
    return number == float.class ? parser.getFloatValue() : parser.getDoubleValue();
  }

  private boolean isExact(JsonParser parser) throws IOException {
    if (parser.getNumberType() == NumberType.INT) {
      return floating(parser) == parser.getIntValue(); // a double holds each int
    }
    // Not the parser's floating number: once asked for one, it has forgotten the digits.
    BigInteger written = parser.getBigIntegerValue();
    double read = number == float.class ? written.floatValue() : written.doubleValue();
    return Double.isFinite(read) && new BigDecimal(read).toBigInteger().equals(written);
  }

  /** Checks each element that the reader of an array moves on to. */
  private final class Elements extends JsonParserDelegate {

    private final DeserializationContext context;

    Elements(JsonParser array, DeserializationContext context) {
      super(array);
      this.context = context;
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      if (token != null) { // null at the end of the data
        check(delegate, token, context);
      }
      return token;
    }
  }
}
