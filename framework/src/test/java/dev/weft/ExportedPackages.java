package dev.weft;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packages that an application writes against, as {@code api/exported} lists them. */
public final class ExportedPackages {

  // The libraries that an exported package is there for.
  private static final Map<String, List<String>> LIBRARIES =
      Map.of(
          "dev.weft.codec", List.of("com.fasterxml.jackson.databind"),
          "dev.weft.jetstream", List.of("io.nats.client"),
          "dev.weft.telemetry", List.of("io.opentelemetry.api"),
          "dev.weft.codec.cloudevents", List.of("io.cloudevents"),
          "dev.weft.codec.protobuf", List.of("com.google.protobuf"),
          "dev.weft.testkit", List.of("org.junit.jupiter.api"));

  private static final Set<String> NAMES =
      read(Path.of("..", "api", "exported")).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());

  private ExportedPackages() {}

  /** Their names. */
  public static Set<String> names() {
    return NAMES;
  }

  /** Those of these classes that applications can name. */
  public static List<JavaClass> exported(JavaClasses all) {
    return all.stream().filter(ExportedPackages::isExported).toList();
  }

  /** Whether applications can name a class. */
  private static boolean isExported(JavaClass type) {
    return NAMES.contains(type.getPackageName()) && isVisible(type);
  }

  /** What a class's signatures name that an application cannot, or should not have to, name. */
  public static Set<String> offences(JavaClass exported) {
    var offences = new TreeSet<String>();
    note(exported, exported.getName(), supertypes(exported), offences);
    note(exported, exported.getName(), bounds(exported.getTypeParameters()), offences);
    note(exported, exported.getName(), annotations(exported.getAnnotations()), offences);
    for (JavaField field : exported.getFields()) {
      if (isSeen(field)) {
        note(exported, field.getFullName(), involved(field.getType()), offences);
        note(exported, field.getFullName(), annotations(field.getAnnotations()), offences);
      }
    }
    for (JavaCodeUnit unit : exported.getCodeUnits()) {
      if (isSeen(unit)) {
        note(exported, unit.getFullName(), named(unit), offences);
      }
    }
    return offences;
  }

  // With what their type parameters are: a list of the engine's is no list to users.
  private static Stream<JavaClass> supertypes(JavaClass type) {
    return Stream.concat(type.getInterfaces().stream(), type.getSuperclass().stream())
        .flatMap(ExportedPackages::involved);
  }

  private static Stream<JavaClass> named(JavaCodeUnit unit) {
    return Stream.of(
            involved(unit.getReturnType()),
            unit.getParameterTypes().stream().flatMap(ExportedPackages::involved),
            unit.getExceptionTypes().stream(),
            bounds(unit.getTypeParameters()),
            annotations(unit.getAnnotations()),
            unit.getParameterAnnotations().stream().flatMap(ExportedPackages::annotations))
        .flatMap(types -> types);
  }

  private static void note(
      JavaClass exported, String where, Stream<JavaClass> named, Set<String> offences) {
    named
        .filter(type -> isForeign(exported, type))
        .forEach(type -> offences.add(where + " names " + type.getName()));
  }

  private static boolean isForeign(JavaClass exported, JavaClass named) {
    JavaClass type = named.getBaseComponentType();
    String name = type.getPackageName();
    boolean known =
        type.isPrimitive()
            || name.startsWith("java.")
            || name.equals("org.jspecify.annotations")
            || LIBRARIES.getOrDefault(exported.getPackageName(), List.of()).stream()
                .anyMatch(library -> name.equals(library) || name.startsWith(library + "."));
    return !known && !isExported(type);
  }

  private static boolean isVisible(JavaClass type) {
    return isSeen(type) && type.getEnclosingClass().map(ExportedPackages::isVisible).orElse(true);
  }

  private static boolean isSeen(HasModifiers member) {
    return !member.getModifiers().contains(JavaModifier.SYNTHETIC)
        && (member.getModifiers().contains(JavaModifier.PUBLIC)
            || member.getModifiers().contains(JavaModifier.PROTECTED));
  }

  private static Stream<JavaClass> involved(JavaType type) {
    return type.getAllInvolvedRawTypes().stream();
  }

  private static Stream<JavaClass> bounds(
      Collection<? extends JavaTypeVariable<?>> typeParameters) {
    return typeParameters.stream()
        .flatMap(parameter -> parameter.getUpperBounds().stream())
        .flatMap(ExportedPackages::involved);
  }

  private static Stream<JavaClass> annotations(
      Collection<? extends JavaAnnotation<?>> annotations) {
    return annotations.stream().map(JavaAnnotation::getRawType);
  }

  private static List<String> read(Path list) {
    try {
      return Files.readAllLines(list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
