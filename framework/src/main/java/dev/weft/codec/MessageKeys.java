package dev.weft.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.MessageKey;
import java.io.IOException;
import java.util.Optional;

/** The keys that need no class of the user's, by the text that stands for them. */
public final class MessageKeys {

  private static final String SUBJECT = "subject:";
  private static final String HEADER = "header:";
  private static final String PAYLOAD = "payload:";
  private static final ObjectMapper JSON =
      new ObjectMapper(JsonFactory.builder().recyclerPool(JsonMappers.BUFFERS).build());

  private MessageKeys() {}

  /** Whether the text is one of {@link #parse}'s, be it a faulty one, and no name of a class. */
  public static boolean isBuiltIn(String text) {
    return text.indexOf(':') >= 0;
  }

  /**
   * Reads {@code subject:2} (the second token of the subject), {@code header:X-Customer} (the first
   * value of the header) or {@code payload:/customer/id} (a JSON pointer into the payload).
   *
   * @throws IllegalArgumentException if it is none of these, and says what was expected
   */
  public static MessageKey parse(String text) {
    if (text.startsWith(SUBJECT)) {
      return subjectToken(number(text.substring(SUBJECT.length())));
    }
    if (text.startsWith(HEADER) && text.length() > HEADER.length()) {
      String name = text.substring(HEADER.length());
      return (subject, headers, data) -> headers.first(name).orElse("");
    }
    if (text.startsWith(PAYLOAD + "/")) {
      return payload(JsonPointer.compile(text.substring(PAYLOAD.length())));
    }
    throw new IllegalArgumentException(
        "expected subject:<number of the token>, header:<name>, payload:/<path>, or the name of a"
            + " class");
  }

  private static int number(String text) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[1-9][0-9]?"))
        .map(Integer::parseInt)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected the number of a token from 1 on, such as subject:2 for the second"));
  }

  private static MessageKey subjectToken(int number) {
    return (subject, headers, data) -> {
      int start = 0;
      for (int i = 1; i < number; i++) {
        start = subject.indexOf('.', start) + 1;
        if (start == 0) {
          return ""; // it has fewer tokens
        }
      }
      int end = subject.indexOf('.', start);
      return end < 0 ? subject.substring(start) : subject.substring(start, end);
    };
  }

  // Jackson's own message quotes the data, which may be personal.
  private static JsonNode tree(byte[] data) throws IOException {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new IllegalArgumentException(
          "the payload is not JSON"
              + (at == null ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr())
              + (e instanceof JsonEOFException ? ": unexpected end-of-input" : ""));
    }
  }

  private static MessageKey payload(JsonPointer pointer) {
    return (subject, headers, data) -> {
      JsonNode value = tree(data).at(pointer);
      return value.isValueNode() && !value.isNull() ? value.asText() : value.toString();
    };
  }
}
