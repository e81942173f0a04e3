package dev.weft.codec.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value. Immutable; a value that is missing has none of what it is asked for. */
public final class Json implements Iterable<Json> {

  // Buffers are kept by a pool, not by threads: each of a handler's threads would keep 16 KiB of
  // them from its one look at a consumer on.
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
              .build());
  private static final Json MISSING = new Json(MissingNode.getInstance());

  private final JsonNode node;

  private Json(JsonNode node) {
    this.node = node;
  }

  /** No value at all. */
  public static Json missing() {
    return MISSING;
  }

  /** An object without fields, for {@link #with}. */
  public static Json object() {
    return new Json(MAPPER.createObjectNode());
  }

  /** The JSON of a map, a list, a text, a number, a boolean or null, and of those in it. */
  public static Json of(@Nullable Object value) {
    return new Json(MAPPER.valueToTree(value));
  }

  /**
   * Reads JSON.
   *
   * @throws IOException if it is none; its message quotes the data
   */
  public static Json read(byte[] data) throws IOException {
    return new Json(MAPPER.readTree(data));
  }

  /**
   * An object with one more field, or another value of it.
   *
   * @param value as for {@link #of}, or a {@code Json}
   */
  public Json with(String name, @Nullable Object value) {
    ObjectNode copy = MAPPER.createObjectNode();
    node.properties().forEach(field -> copy.set(field.getKey(), field.getValue()));
    copy.set(name, value instanceof Json json ? json.node : MAPPER.valueToTree(value));
    return new Json(copy);
  }

  /** As {@link #with}, unless the object has the field. */
  public Json withDefault(String name, Object value) {
    return node.has(name) ? this : with(name, value);
  }

  /** The value of a field; a missing one if there is none. */
  public Json path(String name) {
    JsonNode value = node.get(name);
    return value == null ? MISSING : new Json(value);
  }

  /** The value of a field; null if there is none. */
  public @Nullable Json get(String name) {
    JsonNode value = node.get(name);
    return value == null ? null : new Json(value);
  }

  /** Whether there is a field. */
  public boolean has(String name) {
    return node.has(name);
  }

  /** The fields in their order; none of what is no object. */
  public Map<String, Json> fields() {
    var fields = new LinkedHashMap<String, Json>();
    node.properties().forEach(field -> fields.put(field.getKey(), new Json(field.getValue())));
    return fields;
  }

  /** The elements of an array, in their order; none of what is neither array nor object. */
  @Override
  public Iterator<Json> iterator() {
    var elements = new ArrayList<Json>();
    node.forEach(element -> elements.add(new Json(element)));
    return elements.iterator();
  }

  /** Whether it is null. */
  public boolean isNull() {
    return node.isNull();
  }

  /** Whether it is text. */
  public boolean isText() {
    return node.isTextual();
  }

  /** Whether it is a number. */
  public boolean isNumber() {
    return node.isNumber();
  }

  /** Whether it is a whole number. */
  public boolean isWholeNumber() {
    return node.isIntegralNumber();
  }

  /** The number; 0 of what is none. */
  public Number number() {
    return node.isNumber() ? node.numberValue() : 0;
  }

  /** The number, or that in a text; 0 of what is none. */
  public long asLong() {
    return node.asLong();
  }

  /** The number, or that in a text; 0 of what is none. */
  public int asInt() {
    return node.asInt();
  }

  /** The number, or that in a text; {@code otherwise} of what is none. */
  public int asInt(int otherwise) {
    return node.asInt(otherwise);
  }

  /** Whether it is true; false of what is no boolean. */
  public boolean asBoolean() {
    return node.asBoolean();
  }

  /** The text, or the number as text; empty of what is missing, an object or an array. */
  public String asText() {
    return node.asText();
  }

  /**
   * An object's fields as plain values: maps, lists, texts, numbers, booleans and nulls.
   *
   * @throws IllegalArgumentException if it is no object
   */
  public Map<String, Object> asMap() {
    if (!node.isObject()) {
      throw new IllegalArgumentException(node.getNodeType() + ": expected an object");
    }
    return plainFields(node);
  }

  private static Map<String, Object> plainFields(JsonNode object) {
    var fields = new LinkedHashMap<String, Object>();
    object.properties().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
    return fields;
  }

  private static @Nullable Object plain(JsonNode value) {
    if (value.isObject()) {
      return plainFields(value);
    }
    if (value.isArray()) {
      var elements = new ArrayList<@Nullable Object>();
      value.forEach(element -> elements.add(plain(element)));
      return elements;
    }
    if (value.isNumber()) {
      return value.numberValue();
    }
    return value.isBoolean() ? (Object) value.booleanValue() : value.textValue();
  }

  /** As it is sent. */
  public byte[] bytes() {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON cannot be written", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Json json && node.equals(json.node);
  }

  @Override
  public int hashCode() {
    return node.hashCode();
  }

  /** The JSON as text. */
  @Override
  public String toString() {
    return node.toString();
  }
}
