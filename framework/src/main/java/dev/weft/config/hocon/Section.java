package dev.weft.config.hocon;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A block of the configuration: reads its values, notes what is wrong with them, and remembers what
 * was asked for, so that whatever else stands in it is an unknown key.
 */
public final class Section {

  private static final ConfigObject NOTHING = ConfigValueFactory.fromMap(Map.of());

  private final String path;
  private final ConfigObject own;
  private final Location location;
  private final @Nullable Section defaults;
  private final Problems problems;
  private final KnownKeys known;

  private Section(
      String path,
      ConfigObject own,
      Location location,
      @Nullable Section defaults,
      Problems problems,
      KnownKeys known) {
    this.path = path;
    this.own = own;
    this.location = location;
    this.defaults = defaults;
    this.problems = problems;
    this.known = known;
  }

  /** The outermost section. */
  public static Section root(String path, ConfigValue value, Problems problems) {
    return block(Entry.of(path, path, value), null, problems);
  }

  /** This section without the defaults under it, for keys that have none. */
  public Section own() {
    return new Section(path, own, location, null, problems, known);
  }

  /** The last element of the path. */
  public String name() {
    return ConfigUtil.splitPath(path).getLast();
  }

  /** The value of a key, or its default; empty if there is neither. */
  public Optional<Entry> entry(String key) {
    known.addValue(key);
    Optional<Entry> inherited = defaults == null ? Optional.empty() : defaults.entry(key);
    ConfigValue value = own.get(key);
    return value == null || value.valueType() == ConfigValueType.NULL
        ? inherited
        : Optional.of(Entry.of(pathOf(key), key, value));
  }

  public boolean has(String key) {
    return entry(key).isPresent();
  }

  /** A value that may be missing; empty also after a problem with it. */
  public <T> Optional<T> find(String key, Kind<T> kind) {
    return entry(key).flatMap(entry -> read(entry, kind));
  }

  /** A value that has to be there; after a problem with it {@code standIn}, which nobody gets. */
  public <T> T get(String key, Kind<T> kind, T standIn) {
    Optional<Entry> entry = entry(key);
    if (entry.isEmpty()) {
      problems.add(location, pathOf(key), "missing; expected " + kind.expected());
    }
    return entry.flatMap(one -> read(one, kind)).orElse(standIn);
  }

  /** A list, or one string with commas, since an environment variable cannot be a list. */
  public <T> List<T> list(String key, Kind<T> kind) {
    return entry(key).stream()
        .flatMap(entry -> entry.elements(problems))
        .flatMap(element -> read(element, kind).stream())
        .toList();
  }

  /** All keys that stand here or in the defaults. */
  public Set<String> keys() {
    var keys = new TreeSet<>(own.keySet());
    if (defaults != null) {
      keys.addAll(defaults.keys());
    }
    return keys;
  }

  /** The section below a key; an empty one if there is none. */
  public Section section(String key) {
    return section(key, defaults == null ? null : defaults.section(key));
  }

  /** The sections below all keys, in the order of the file, with the same defaults. */
  public List<Section> sections(@Nullable Section inherited) {
    record Placed(String key, int line) {}
    return own.entrySet().stream()
        .map(
            entry ->
                new Placed(
                    entry.getKey(),
                    Location.of(entry.getValue().origin(), pathOf(entry.getKey())).line()))
        .sorted(Comparator.comparingInt(Placed::line).thenComparing(Placed::key))
        .map(placed -> section(placed.key(), inherited))
        .filter(section -> own.get(section.name()) instanceof ConfigObject)
        .toList();
  }

  /** The sections in a list. */
  public List<Section> listed(String key) {
    var sections = new ArrayList<Section>();
    List<Entry> blocks = entry(key).stream().flatMap(one -> one.elements(problems)).toList();
    for (Entry one : blocks) {
      String place = one.path() + "[" + sections.size() + "]";
      sections.add(block(Entry.of(place, key, one.value()), null, problems));
    }
    known.addSections(key, sections);
    return sections;
  }

  /** Of those keys that nobody has asked for, and that resemble none that somebody has. */
  public List<String> strangers(Predicate<String> those) {
    return keys().stream()
        .filter(key -> !known.contains(key) && those.test(key) && known.nearest(key).isEmpty())
        .toList();
  }

  /** Notes what whoever runs this should know of a value, which is taken all the same. */
  public void warn(String key, String what) {
    entry(key)
        .ifPresent(
            entry ->
                problems.warn(
                    entry.location() + ": " + entry.path() + " = " + entry.shown() + ": " + what));
  }

  /** Notes a problem with the value of a key, or with the section if the key has none. */
  public void problem(String key, String what) {
    entry(key)
        .ifPresentOrElse(
            entry -> entry.problem(problems, what),
            () -> problems.add(location, pathOf(key), what));
  }

  /** Notes a problem with the section itself. */
  public void problem(String what) {
    problems.add(location.isIn("reference.conf") ? Location.UNKNOWN : location, path, what);
  }

  /** Notes every key that nobody asked for, here and below; call it when all is read. */
  public void reportUnknownKeys() {
    own.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            String hint = known.nearest(key).map(near -> "; did you mean " + near + "?").orElse("");
            problems.add(
                Location.of(value.origin(), pathOf(key)), pathOf(key), "unknown key" + hint);
          }
        });
    known.sections().forEach(Section::reportUnknownKeys);
  }

  /** The paths of all values that were asked for, here and below. */
  public Stream<String> knownPaths() {
    return Stream.concat(
        known.values().map(this::pathOf), known.sections().flatMap(Section::knownPaths));
  }

  KnownKeys known() {
    return known;
  }

  private Section section(String key, @Nullable Section inherited) {
    Optional<Section> present = known.section(key);
    if (present.isPresent()) {
      return present.get();
    }
    ConfigValue value = own.get(key);
    Section section =
        value == null || value.valueType() == ConfigValueType.NULL
            ? new Section(pathOf(key), NOTHING, location, inherited, problems, new KnownKeys())
            : block(Entry.of(pathOf(key), key, value), inherited, problems);
    known.addSections(key, List.of(section));
    return section;
  }

  private static Section block(Entry entry, @Nullable Section inherited, Problems problems) {
    if (entry.value() instanceof ConfigObject own) {
      return new Section(entry.path(), own, entry.location(), inherited, problems, new KnownKeys());
    }
    entry.problem(problems, "expected a block: { … }");
    return new Section(
        entry.path(), NOTHING, Location.REPORTED, inherited, problems, new KnownKeys());
  }

  private <T> Optional<T> read(Entry entry, Kind<T> kind) {
    return switch (kind.read(entry.value())) {
      case Kind.Fit.Fits<T>(T value) -> Optional.of(value);
      case Kind.Fit.Unfit<T>(String what) -> {
        entry.problem(problems, what);
        yield Optional.empty();
      }
    };
  }

  /** The full path of a key. */
  public String pathOf(String key) {
    return path + "." + ConfigUtil.joinPath(key);
  }
}
