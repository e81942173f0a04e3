package dev.weft.simulation.machine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Opcodes;

/** Knows which fields of Weft's classes are volatile. */
final class VolatileFields {

  private final Function<String, byte @Nullable []> classes;
  private final Map<String, Set<String>> known = new HashMap<>();

  /** Reads classes by their names, with dots. */
  VolatileFields(Function<String, byte @Nullable []> classes) {
    this.classes = classes;
  }

  /** Whether that field is volatile; false for classes that are not Weft's. */
  boolean has(String internalName, String field) {
    return known.computeIfAbsent(internalName, this::read).contains(field);
  }

  private Set<String> read(String internalName) {
    byte[] bytes =
        internalName.startsWith("dev/weft/") ? classes.apply(internalName.replace('/', '.')) : null;
    if (bytes == null) {
      return Set.of();
    }
    var names = new HashSet<String>();
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public @Nullable FieldVisitor visitField(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  @Nullable Object value) {
                if ((access & Opcodes.ACC_VOLATILE) != 0) {
                  names.add(name);
                }
                return null;
              }
            },
            ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    return names;
  }
}
