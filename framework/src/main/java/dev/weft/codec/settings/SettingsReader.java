package dev.weft.codec.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a handler's settings to a class of the user's. Safe for use by many threads. */
public final class SettingsReader {

  private final JsonMapper mapper;
  private final String expectedDuration;

  /**
   * A reader, with durations as they stand in the rest of the configuration.
   *
   * @param expectedDuration says how they are written, for errors
   * @param durations reads one; empty for a text that is none
   */
  public SettingsReader(String expectedDuration, Function<String, Optional<Duration>> durations) {
    this.expectedDuration = expectedDuration;
    this.mapper =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule().addDeserializer(Duration.class, new WithUnit(durations)))
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE) // as Weft's own keys
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
  }

  /**
   * The settings as a value of the class.
   *
   * @param path where they stand, for errors
   * @throws IllegalArgumentException if they do not fit. It shows none of the values, and has no
   *     cause that would
   */
  public <S> S read(String path, Map<String, Object> values, Class<S> type) {
    try {
      return mapper.convertValue(values, type);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getCause() instanceof JsonMappingException failure
              ? path + place(failure.getPath()) + ": " + what(failure, values)
              : path + ": cannot be read to a " + type.getName());
    }
  }

  private static String place(List<JsonMappingException.Reference> path) {
    return path.stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
        .collect(Collectors.joining());
  }

  private String what(JsonMappingException failure, Map<String, Object> values) {
    return switch (failure) {
      case UnrecognizedPropertyException unknown ->
          "unknown key; expected one of " + anyOf(unknown.getKnownPropertyIds());
      case InvalidDefinitionException definition -> definition.getOriginalMessage();
      case MismatchedInputException mismatch when mismatch.getTargetType() == Duration.class ->
          "expected " + expectedDuration;
      case MismatchedInputException mismatch when isMissing(mismatch) ->
          // Where a key is misspelt, this is what the library finds first.
          mismatch.getPath().size() > 1 || values.isEmpty()
              ? "missing"
              : "missing; the block has " + anyOf(values.keySet());
      case MismatchedInputException mismatch when mismatch.getTargetType() != null ->
          "expected a value of type " + mismatch.getTargetType().getSimpleName();
      // What a constructor of the user's throws is his own word on the values.
      default ->
          failure.getCause() == null
              ? "cannot be read"
              : String.valueOf(failure.getCause().getMessage());
    };
  }

  private static String anyOf(@Nullable Collection<?> keys) {
    return keys == null
        ? "none"
        : keys.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
  }

  // The library has no type of its own for this.
  private static boolean isMissing(MismatchedInputException mismatch) {
    String message = mismatch.getOriginalMessage();
    return message.startsWith("Null value for creator property")
        || message.startsWith("Cannot map `null` into type");
  }

  /** Durations with a unit. */
  private static final class WithUnit extends StdScalarDeserializer<Duration> {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // the library's type is serializable, and no mapper is serialized
    private final Function<String, Optional<Duration>> durations;

    WithUnit(Function<String, Optional<Duration>> durations) {
      super(Duration.class);
      this.durations = durations;
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      Optional<Duration> duration = durations.apply(parser.getValueAsString(""));
      if (duration.isEmpty()) {
        throw MismatchedInputException.from(parser, Duration.class, "not a duration");
      }
      return duration.get();
    }
  }
}
