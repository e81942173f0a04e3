package dev.weft.codec;

import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes whatever a constructor takes for required, but what is an {@code Optional}. */
final class RequiredComponents extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1L;

  private static final Set<Class<?>> OPTIONAL =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    if (member instanceof AnnotatedParameter && !OPTIONAL.contains(member.getRawType())) {
      return Boolean.TRUE;
    }
    return super.hasRequiredMarker(member);
  }
}
