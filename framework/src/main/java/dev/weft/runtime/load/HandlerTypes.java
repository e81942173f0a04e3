package dev.weft.runtime.load;

import dev.weft.BatchHandler;
import dev.weft.Handler;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads payload types from a class's {@code Handler<T>}, {@code BatchHandler<T>} or {@code
 * Responder<Q, A>}, through superclasses as well.
 */
public final class HandlerTypes {

  private HandlerTypes() {}

  /** The payload type; empty if the class leaves it open, as a raw or generic handler does. */
  public static Optional<Type> payload(Class<?> handler) {
    return arguments(handler, kind(handler)).map(List::getFirst);
  }

  /** The interface of the two that a handler's class implements. */
  static Class<?> kind(Class<?> handler) {
    return BatchHandler.class.isAssignableFrom(handler) ? BatchHandler.class : Handler.class;
  }

  /**
   * What a class has chosen for an interface's type parameters; empty if it leaves one open, or a
   * part of one, as the {@code T} of a {@code List<T>}.
   */
  static Optional<List<Type>> arguments(Class<?> type, Class<?> of) {
    return search(type, of, Map.of())
        .filter(arguments -> arguments.stream().noneMatch(ResolvedType::isOpen));
  }

  private static Optional<List<Type>> search(
      @Nullable Type type, Class<?> of, Map<TypeVariable<?>, Type> known) {
    return switch (type) {
      case null -> Optional.empty();
      case ParameterizedType generic when generic.getRawType() == of ->
          Optional.of(
              Stream.of(generic.getActualTypeArguments())
                  .map(argument -> ResolvedType.of(argument, known))
                  .toList());
      case ParameterizedType generic -> searchParents(raw(generic), of, bind(generic, known));
      case Class<?> plain -> searchParents(plain, of, Map.of());
      default -> Optional.empty();
    };
  }

  private static Optional<List<Type>> searchParents(
      Class<?> type, Class<?> of, Map<TypeVariable<?>, Type> known) {
    for (Type parent : type.getGenericInterfaces()) {
      Optional<List<Type>> found = search(parent, of, known);
      if (found.isPresent()) {
        return found;
      }
    }
    return search(type.getGenericSuperclass(), of, known);
  }

  /** What the type's variables stand for here. */
  private static Map<TypeVariable<?>, Type> bind(
      ParameterizedType type, Map<TypeVariable<?>, Type> known) {
    var bound = new HashMap<TypeVariable<?>, Type>();
    TypeVariable<?>[] variables = raw(type).getTypeParameters();
    for (int i = 0; i < variables.length; i++) {
      bound.put(variables[i], ResolvedType.of(type.getActualTypeArguments()[i], known));
    }
    return bound;
  }

  private static Class<?> raw(ParameterizedType type) {
    return (Class<?>) type.getRawType();
  }
}
