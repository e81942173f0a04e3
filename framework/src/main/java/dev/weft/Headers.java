package dev.weft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A message's headers: names are case-sensitive, as NATS has it, and a name may have several
 * values, in order. Immutable.
 */
public final class Headers {

  /** The header that carries a message's id, in and out. */
  public static final String MESSAGE_ID = "X-Message-ID";

  /** The header by which a stream drops a second copy of a message. */
  public static final String NATS_MESSAGE_ID = "Nats-Msg-Id";

  /** The header that says what a message's data is, as a MIME type. */
  public static final String CONTENT_TYPE = "Content-Type";

  // As HTTP/2 and some writers of CloudEvents have it.
  private static final String CONTENT_TYPE_IN_LOWER_CASE = "content-type";

  private record Field(String name, List<String> values) {}

  private static final Headers EMPTY = new Headers(new Field[0]);

  // A message has few of them, so looking through them is as quick as hashing, and a copy for one
  // more is far smaller than that of a map. No name stands here twice. Null until somebody asks for
  // more than single names of what was received: most handlers never do.
  private volatile Field @Nullable [] fields;

  // What was received and not copied yet; null once there are fields, which are written first. So
  // who looks here first finds one of the two.
  private volatile @Nullable Map<String, ? extends List<String>> unread;

  private Headers(Field[] fields) {
    this.fields = fields;
  }

  private Headers(Map<String, ? extends List<String>> unread) {
    this.unread = unread;
  }

  /** No headers. */
  public static Headers empty() {
    return EMPTY;
  }

  /** Headers with one value. */
  public static Headers of(String name, String value) {
    return EMPTY.with(name, value);
  }

  /**
   * A copy of a map from names to values, in the map's order.
   *
   * @throws IllegalArgumentException if a name or value cannot be sent in a NATS header
   */
  public static Headers copyOf(Map<String, ? extends List<String>> map) {
    Given.given(map, "headers", "names with their values");
    var copy = new ArrayList<Field>(map.size());
    map.forEach(
        (name, list) -> {
          checkName(name);
          Given.given(list, "values of a header", "a list");
          String[] values = list.toArray(String[]::new);
          for (String value : values) {
            checkValue(name, value);
          }
          copy.add(new Field(name, List.of(values)));
        });
    return of(copy);
  }

  /**
   * Headers that have arrived in a message, for a transport: copied as they are, once somebody asks
   * for more than single names, and not checked. The map must not change. Never for what is to be
   * sent, since a line break in a value would make two headers of one: {@link #copyOf} refuses
   * that.
   */
  public static Headers received(Map<String, ? extends List<String>> map) {
    return map.isEmpty() ? EMPTY : new Headers(map);
  }

  private Field[] fields() {
    Field[] known = fields;
    return known == null ? read() : known;
  }

  private synchronized Field[] read() {
    Map<String, ? extends List<String>> map = unread;
    Field[] known = fields;
    if (known == null && map != null) {
      var copy = new ArrayList<Field>(map.size());
      map.forEach((name, list) -> copy.add(new Field(name, List.copyOf(list))));
      known = copy.toArray(Field[]::new);
      fields = known;
      unread = null;
    }
    return Objects.requireNonNull(known); // there is one of the two
  }

  private static Headers of(List<Field> fields) {
    return fields.isEmpty() ? EMPTY : new Headers(fields.toArray(Field[]::new));
  }

  /** The first value of a name. */
  public Optional<String> first(String name) {
    Map<String, ? extends List<String>> received = unread;
    List<String> list = received == null ? all(name) : received.get(named(name));
    return list == null || list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
  }

  /** All values of a name, in order; empty if it has none. */
  public List<String> all(String name) {
    Map<String, ? extends List<String>> received = unread;
    if (received != null) {
      List<String> list = received.get(named(name));
      return list == null ? List.of() : List.copyOf(list);
    }
    Field[] known = fields();
    int index = indexOf(named(name), known);
    return index < 0 ? List.of() : known[index].values();
  }

  /**
   * The values of a name in whatever case it stands here: as it is given, or else the first that
   * differs in nothing but its case; empty if there is none. For names that other protocols and
   * libraries write in a case of their own: Go's HTTP headers make {@code Traceparent} of {@code
   * traceparent}.
   */
  public List<String> allIgnoringCase(String name) {
    List<String> exact = all(name);
    if (!exact.isEmpty() || isEmpty()) {
      return exact;
    }
    Map<String, ? extends List<String>> received = unread;
    if (received != null) {
      for (var field : received.entrySet()) {
        if (field.getKey().equalsIgnoreCase(name)) {
          return List.copyOf(field.getValue());
        }
      }
      return List.of();
    }
    for (Field field : fields()) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.values();
      }
    }
    return List.of();
  }

  /**
   * The id that whoever published the message gave it: its {@value #MESSAGE_ID}, else its {@value
   * #NATS_MESSAGE_ID}; empty if it has neither, or only without a text. It need not be the
   * message's alone.
   */
  public Optional<String> messageId() {
    return first(MESSAGE_ID)
        .filter(id -> !id.isEmpty())
        .or(() -> first(NATS_MESSAGE_ID).filter(id -> !id.isEmpty()));
  }

  /**
   * What the message's data is by its {@value #CONTENT_TYPE}: in lower case and without parameters,
   * as {@code application/json}; empty if it does not say.
   */
  public Optional<String> mediaType() {
    return first(CONTENT_TYPE)
        .or(() -> first(CONTENT_TYPE_IN_LOWER_CASE))
        .map(Headers::mediaType)
        .filter(type -> !type.isEmpty());
  }

  static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  /** The names, in order. */
  public Set<String> names() {
    return asMap().keySet();
  }

  /** True if there is no header. */
  public boolean isEmpty() {
    return unread == null && fields().length == 0; // nothing received is EMPTY
  }

  /** The headers as an unmodifiable map from names to their values. */
  public Map<String, List<String>> asMap() {
    var map = new LinkedHashMap<String, List<String>>();
    forEach(map::put);
    return Collections.unmodifiableMap(map);
  }

  /** Calls {@code each} with every name and its values, in order. */
  public void forEach(BiConsumer<String, List<String>> each) {
    for (Field field : fields()) {
      each.accept(field.name(), field.values());
    }
  }

  /**
   * These headers with this as the name's only value.
   *
   * @throws IllegalArgumentException if the name or value cannot be sent in a NATS header
   */
  public Headers with(String name, String value) {
    checkName(name);
    checkValue(name, value);
    return copyWith(name, List.of(value));
  }

  /**
   * These headers with one more value of the name, after those it has.
   *
   * @throws IllegalArgumentException if the name or value cannot be sent in a NATS header
   */
  public Headers plus(String name, String value) {
    checkName(name);
    checkValue(name, value);
    var list = new ArrayList<>(all(name));
    list.add(value);
    return copyWith(name, List.copyOf(list));
  }

  /** These headers without the name. */
  public Headers without(String name) {
    named(name);
    return keeping(field -> !field.name().equals(name));
  }

  /** These headers without the name in any case. */
  public Headers withoutIgnoringCase(String name) {
    named(name);
    return keeping(field -> !field.name().equalsIgnoreCase(name));
  }

  private Headers keeping(Predicate<Field> rule) {
    for (Field field : fields()) {
      if (!rule.test(field)) {
        return new Headers(Arrays.stream(fields()).filter(rule).toArray(Field[]::new));
      }
    }
    return this;
  }

  private Headers copyWith(String name, List<String> list) {
    Field[] known = fields();
    int index = indexOf(name, known);
    Field[] copy = Arrays.copyOf(known, index < 0 ? known.length + 1 : known.length);
    copy[index < 0 ? known.length : index] = new Field(name, list);
    return new Headers(copy);
  }

  private static int indexOf(String name, Field[] fields) {
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  // NATS headers are lines of `name: value` in printable ASCII names (ADR-4 of the NATS project).
  private static void checkName(String name) {
    boolean sendable = !named(name).isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      sendable &= c > ' ' && c < 0x7f && c != ':';
    }
    if (!sendable) {
      throw new IllegalArgumentException(
          "header name \"" + name + "\": expected printable ASCII without spaces and colons");
    }
  }

  private static String named(String name) {
    return Given.given(name, "header name", "printable ASCII without spaces and colons");
  }

  private static void checkValue(String name, String value) {
    if (value == null) { // so that no text is made for each that is not
      Given.given(value, "header " + name, "a value");
    }
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(
          "header " + name + ": the value has a line break, which a NATS header cannot carry");
    }
  }

  /** The same names with the same values, in whatever order the names are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Headers headers && asMap().equals(headers.asMap());
  }

  @Override
  public int hashCode() {
    return asMap().hashCode();
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
