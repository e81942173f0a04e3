package dev.weft.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Refuses decimals that are a few characters as JSON and gigabytes as digits, such as {@code
 * 1e1000000000}: the first sum that a handler makes of one would take all memory.
 */
final class BoundedDecimals extends BeanDeserializerModifier {

  private static final long serialVersionUID = 1L;

  // As many digits as a number may have that is written out.
  private static final int MAX_SCALE = 1000;

  static BigDecimal checked(BigDecimal number) {
    if (Math.abs((long) number.scale()) > MAX_SCALE) {
      throw new ArithmeticException(
          "a decimal with the scale %d: expected one between %d and %d"
              .formatted(number.scale(), -MAX_SCALE, MAX_SCALE));
    }
    return number;
  }

  @Override
  public JsonDeserializer<?> modifyDeserializer(
      DeserializationConfig config, BeanDescription type, JsonDeserializer<?> made) {
    // As a Number, decimals are what the values of an Object, and of a map of them, are read to.
    return type.getBeanClass() == BigDecimal.class || type.getBeanClass() == Number.class
        ? new Checking(made)
        : made;
  }

  private static final class Checking extends DelegatingDeserializer {

    private static final long serialVersionUID = 1L;

    Checking(JsonDeserializer<?> inner) {
      super(inner);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> inner) {
      return new Checking(inner);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      Object number = super.deserialize(parser, context);
      return number instanceof BigDecimal decimal ? checked(decimal) : number;
    }
  }
}
