package dev.weft.codec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.List;
import java.util.Map;

/**
 * Why some JSON is not that of a payload, in words that have nothing of the data in them, which may
 * be personal: places, types and names of exceptions. Only what a payload's own constructor says is
 * passed on as it is.
 */
final class JsonRefusal {

  private static final int MOST_STEPS = 20;
  private static final int MAX_CAUSES = 20;
  private static final int MESSAGE_CHARS = 256;

  private JsonRefusal() {}

  /**
   * The refusal.
   *
   * @param type the payload's
   * @param failure the library's word
   * @param mapper knows the names that types have
   */
  static IllegalArgumentException of(String type, Exception failure, ObjectMapper mapper) {
    var refusal =
        new IllegalArgumentException(
            "not the JSON of a "
                + type
                + where(failure)
                + path(failure, mapper)
                + ": "
                + what(failure));
    // Jackson's messages quote the data. Passing the failure on as a cause would put them into the
    // log; its stack says where, and nothing else.
    refusal.setStackTrace(origin(failure).getStackTrace());
    return refusal;
  }

  private static String where(Exception failure) {
    JsonLocation location =
        failure instanceof JsonProcessingException json ? json.getLocation() : null;
    return location == null
        ? ""
        : ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /** The way to the value by the names that its types have. */
  private static String path(Exception failure, ObjectMapper mapper) {
    if (!(failure instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    List<JsonMappingException.Reference> steps = mapping.getPath();
    // The last name is the data's own then.
    int known = failure instanceof UnrecognizedPropertyException ? steps.size() - 1 : steps.size();
    var path = new StringBuilder(", $");
    for (int i = 0; i < Math.min(known, MOST_STEPS); i++) {
      path.append(step(steps.get(i), mapper));
    }
    return path.append(known > MOST_STEPS ? "…" : "").toString();
  }

  private static String step(JsonMappingException.Reference step, ObjectMapper mapper) {
    String name = step.getFieldName();
    if (name == null) {
      return "[" + step.getIndex() + "]";
    }
    Object from = step.getFrom();
    Class<?> type = from == null || from instanceof Class<?> ? (Class<?>) from : from.getClass();
    return type != null && isOf(type, name, mapper) ? "." + name : ".*"; // a key is data
  }

  // Of a map none is; and what a type takes under any name (@JsonAnySetter) is not its own either.
  private static boolean isOf(Class<?> type, String name, ObjectMapper mapper) {
    if (Map.class.isAssignableFrom(type)) {
      return false;
    }
    try {
      DeserializationConfig config = mapper.getDeserializationConfig();
      return config.introspect(config.constructType(type)).findProperties().stream()
          .anyMatch(
              one ->
                  one.getName().equals(name)
                      || one.findAliases().stream()
                          .anyMatch(it -> it.getSimpleName().equals(name)));
    } catch (RuntimeException e) { // a type that is no bean
      return false;
    }
  }

  private static String what(Exception failure) {
    if (failure instanceof InvalidDefinitionException definition) {
      return definition.getOriginalMessage();
    }
    if (failure instanceof ValueInstantiationException own && own.getCause() != null) {
      return "expected "
          + own.getType().toCanonical()
          + ", which refuses it: "
          + said(own.getCause());
    }
    String kind = origin(failure).getClass().getSimpleName();
    if (failure instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return "expected " + mismatch.getTargetType().getTypeName() + " (" + kind + ")";
    }
    return kind;
  }

  // It is the user's: its methods may throw, and return what they like.
  private static String said(Throwable own) {
    String type = own.getClass().getSimpleName();
    try {
      String message = own.getMessage();
      return message == null
          ? type
          : type + ": " + message.substring(0, Math.min(message.length(), MESSAGE_CHARS));
    } catch (Throwable refusal) {
      return type + ": (its message cannot be read: " + refusal.getClass().getName() + ")";
    }
  }

  // A payload's own exception may be its own cause.
  private static Throwable origin(Throwable failure) {
    Throwable origin = failure;
    for (int i = 0; i < MAX_CAUSES && origin.getCause() != null; i++) {
      origin = origin.getCause();
    }
    return origin;
  }
}
