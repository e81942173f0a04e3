package dev.weft.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.type.ArrayType;
import com.fasterxml.jackson.databind.type.ReferenceType;
import java.io.IOException;
import java.time.Month;
import java.time.Year;
import java.util.Calendar;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Strictness for which Jackson has no setting. */
final class StrictTypes extends BeanDeserializerModifier {

  private static final long serialVersionUID = 1L;

  @Override
  public JsonDeserializer<?> modifyDeserializer(
      DeserializationConfig config, BeanDescription type, JsonDeserializer<?> made) {
    Class<?> raw = made.handledType(); // where the description has long, it may be for Long
    if (raw == null) {
      return made;
    }
    JsonDeserializer<?> strict = isTime(raw) ? new TimeAsText(made) : ExactNumbers.of(made);
    return raw.isPrimitive() ? new NullOrMissing(strict) : strict;
  }

  @Override
  public JsonDeserializer<?> modifyArrayDeserializer(
      DeserializationConfig config,
      ArrayType type,
      BeanDescription description,
      JsonDeserializer<?> made) {
    return ExactNumbers.of(made);
  }

  @Override
  public JsonDeserializer<?> modifyReferenceDeserializer(
      DeserializationConfig config,
      ReferenceType type,
      BeanDescription description,
      JsonDeserializer<?> made) {
    return ExactNumbers.of(made);
  }

  @Override
  public KeyDeserializer modifyKeyDeserializer(
      DeserializationConfig config, JavaType type, KeyDeserializer made) {
    return ExactKeys.of(made, type.getRawClass());
  }

  private static boolean isTime(Class<?> type) {
    boolean plainNumber = type == Year.class || type == Month.class;
    return (type.getPackageName().equals("java.time") && !plainNumber)
        || Date.class.isAssignableFrom(type)
        || Calendar.class.isAssignableFrom(type);
  }

  /** Takes null and a missing value for different things: Jackson refuses either or neither. */
  private static final class NullOrMissing extends DelegatingDeserializer {

    private static final long serialVersionUID = 1L;

    NullOrMissing(JsonDeserializer<?> inner) {
      super(inner);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> inner) {
      return new NullOrMissing(inner);
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) throws JsonMappingException {
      return _delegatee.getEmptyValue(context); // 0 or false
    }
  }

  /** Reads text only, unless the component's {@code @JsonFormat} says that it is a number. */
  private static final class TimeAsText extends DelegatingDeserializer {

    private static final long serialVersionUID = 1L;

    TimeAsText(JsonDeserializer<?> inner) {
      super(inner);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> inner) {
      return new TimeAsText(inner);
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, @Nullable BeanProperty property)
        throws JsonMappingException {
      JsonFormat.Value format = findFormatOverrides(context, property, handledType());
      JsonDeserializer<?> contextual = super.createContextual(context, property);
      return format.getShape().isNumeric() && contextual instanceof TimeAsText strict
          ? strict._delegatee
          : contextual;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING) || isNumber(parser.getText())) {
        return context.reportInputMismatch(handledType(), "expected a time as ISO text");
      }
      return super.deserialize(parser, context);
    }

    // Jackson would take it for seconds, where its producer may have meant milliseconds.
    private static boolean isNumber(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if ((c < '0' || c > '9') && c != '.' && (i > 0 || (c != '-' && c != '+'))) {
          return false;
        }
      }
      return true;
    }
  }
}
