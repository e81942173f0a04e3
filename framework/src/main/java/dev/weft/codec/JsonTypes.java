package dev.weft.codec;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * Finds in a payload's type what no JSON can be read to, however it looks: interfaces, and classes
 * that cannot be constructed. Looks at the type itself, at what it is a list, map or {@code
 * Optional} of, and at what constructors take, as a record's components are. What a class sets
 * afterwards is left out: it may be there for other uses.
 */
final class JsonTypes {

  private final DeserializationConfig config;
  private final DeserializationContext context;
  private final Set<JavaType> seen = new HashSet<>();

  private JsonTypes(ObjectMapper mapper) {
    this.config = mapper.getDeserializationConfig();
    this.context =
        ((DefaultDeserializationContext) mapper.getDeserializationContext())
            .createDummyInstance(config);
  }

  /**
   * Checks a type.
   *
   * @throws IllegalArgumentException if no JSON can be read to it; it says which part, and why
   */
  static void checkReadable(JavaType type, ObjectMapper mapper) {
    new JsonTypes(mapper).check(type);
  }

  private void check(JavaType type) {
    // The subtypes of a type that says in the JSON which one it is are found when they come.
    if (!seen.add(type) || type.isJavaLangObject() || isPolymorphic(type)) {
      return;
    }
    JavaType content = type.getContentType();
    if (content != null) { // an array, a collection, a map, or an Optional
      check(content);
    }
    JsonDeserializer<Object> reader;
    try {
      reader = context.findNonContextualValueDeserializer(type);
    } catch (JsonMappingException e) {
      throw refusal(type, e.getOriginalMessage());
    }
    check(type, reader);
  }

  private boolean isPolymorphic(JavaType type) {
    try {
      return type.hasHandlers() || config.findTypeDeserializer(type) != null;
    } catch (JsonMappingException e) {
      throw refusal(type, e.getOriginalMessage());
    }
  }

  private void check(JavaType type, JsonDeserializer<?> reader) {
    if (reader instanceof AbstractDeserializer) {
      throw refusal(
          type,
          (type.isInterface() ? "it is an interface" : "it is an abstract class")
              + ", and nothing says which class to make; give it @JsonTypeInfo and @JsonSubTypes,"
              + " or use a class or a record");
    }
    if (reader instanceof BeanDeserializerBase bean) {
      checkConstructible(type, bean.getValueInstantiator());
      Iterator<SettableBeanProperty> taken = bean.creatorProperties();
      while (taken.hasNext()) {
        SettableBeanProperty property = taken.next();
        if (property.getValueTypeDeserializer() != null) {
          continue;
        }
        if (property.hasValueDeserializer()) { // perhaps one of its own, by an annotation
          check(property);
        } else {
          check(property.getType());
        }
      }
    }
  }

  private void check(SettableBeanProperty property) {
    JsonDeserializer<?> reader = property.getValueDeserializer();
    boolean plain =
        reader instanceof AbstractDeserializer || reader instanceof BeanDeserializerBase;
    if (plain || property.getType().getContentType() != null) {
      check(property.getType());
    }
  }

  private static void checkConstructible(JavaType type, ValueInstantiator maker) {
    if (maker.canInstantiate()) {
      return;
    }
    Class<?> raw = type.getRawClass();
    boolean inner = raw.isMemberClass() && !Modifier.isStatic(raw.getModifiers());
    throw refusal(
        type,
        inner
            ? "it is an inner class, which needs an object around it; make it static"
            : "it has no constructor that can be called; give it one without parameters, annotate"
                + " one with @JsonCreator, or make it a record");
  }

  private static IllegalArgumentException refusal(JavaType type, String why) {
    return new IllegalArgumentException(
        "no JSON can be read to a " + type.toCanonical() + ": " + why);
  }
}
