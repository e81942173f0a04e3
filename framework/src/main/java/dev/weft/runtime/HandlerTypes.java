package dev.weft.runtime;

import dev.weft.Handler;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a handler's payload type from its {@code Handler<T>}, through superclasses as well. */
final class HandlerTypes {

  private HandlerTypes() {}

  /** The payload type; empty if the class leaves it open, as a raw or generic handler does. */
  static Optional<Type> payload(Class<?> handler) {
    return search(handler, Map.of()).filter(type -> !(type instanceof TypeVariable<?>));
  }

  private static Optional<Type> search(@Nullable Type type, Map<TypeVariable<?>, Type> known) {
    return switch (type) {
      case null -> Optional.empty();
      case ParameterizedType generic when generic.getRawType() == Handler.class ->
          Optional.of(resolve(generic.getActualTypeArguments()[0], known));
      case ParameterizedType generic -> searchParents(raw(generic), bind(generic, known));
      case Class<?> plain -> searchParents(plain, Map.of());
      default -> Optional.empty();
    };
  }

  private static Optional<Type> searchParents(Class<?> type, Map<TypeVariable<?>, Type> known) {
    for (Type parent : type.getGenericInterfaces()) {
      Optional<Type> found = search(parent, known);
      if (found.isPresent()) {
        return found;
      }
    }
    return search(type.getGenericSuperclass(), known);
  }

  /** What the type's variables stand for here. */
  private static Map<TypeVariable<?>, Type> bind(
      ParameterizedType type, Map<TypeVariable<?>, Type> known) {
    var bound = new HashMap<TypeVariable<?>, Type>();
    TypeVariable<?>[] variables = raw(type).getTypeParameters();
    for (int i = 0; i < variables.length; i++) {
      bound.put(variables[i], resolve(type.getActualTypeArguments()[i], known));
    }
    return bound;
  }

  private static Type resolve(Type type, Map<TypeVariable<?>, Type> known) {
    return type instanceof TypeVariable<?> variable ? known.getOrDefault(variable, type) : type;
  }

  private static Class<?> raw(ParameterizedType type) {
    return (Class<?>) type.getRawType();
  }
}
