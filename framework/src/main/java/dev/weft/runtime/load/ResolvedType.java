package dev.weft.runtime.load;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A generic type whose variables a subclass has chosen types for, as {@code Envelope<Order>} is of
 * {@code Envelope<T>}. The Java library has a type only for what stands in a source file.
 *
 * @param raw the class
 * @param owner what the class is nested in; null if it is in nothing
 * @param arguments the types in its angle brackets
 */
record ResolvedType(Type raw, @Nullable Type owner, List<Type> arguments)
    implements ParameterizedType {

  /** The type with what is known of its variables, wherever they stand in it. */
  static Type of(Type type, Map<TypeVariable<?>, Type> known) {
    return switch (type) {
      case TypeVariable<?> variable -> known.getOrDefault(variable, variable);
      case ParameterizedType generic -> {
        Type owner = generic.getOwnerType();
        yield new ResolvedType(
            generic.getRawType(),
            owner == null ? null : of(owner, known),
            Arrays.stream(generic.getActualTypeArguments()).map(one -> of(one, known)).toList());
      }
      case GenericArrayType array -> arrayOf(of(array.getGenericComponentType(), known));
      // A payload is made, so that what it may at most be is what it is made of.
      case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], known);
      default -> type;
    };
  }

  /** Whether a variable is left in the type. */
  static boolean isOpen(Type type) {
    return switch (type) {
      case TypeVariable<?> variable -> true;
      case ParameterizedType generic ->
          Stream.of(generic.getActualTypeArguments()).anyMatch(ResolvedType::isOpen)
              || (generic.getOwnerType() != null && isOpen(generic.getOwnerType()));
      case GenericArrayType array -> isOpen(array.getGenericComponentType());
      case WildcardType wildcard ->
          Stream.of(wildcard.getUpperBounds()).anyMatch(ResolvedType::isOpen);
      default -> false;
    };
  }

  private static Type arrayOf(Type element) {
    return element instanceof Class<?> plain ? plain.arrayType() : (GenericArrayType) () -> element;
  }

  @Override
  public Type[] getActualTypeArguments() {
    return arguments.toArray(Type[]::new);
  }

  @Override
  public Type getRawType() {
    return raw;
  }

  @Override
  public @Nullable Type getOwnerType() {
    return owner;
  }

  @Override
  public String getTypeName() {
    return raw.getTypeName()
        + arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
  }

  @Override
  public String toString() {
    return getTypeName();
  }
}
