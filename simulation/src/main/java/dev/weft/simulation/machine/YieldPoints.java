package dev.weft.simulation.machine;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Adds calls of {@link Yields} to a class: before each operation that other threads may see.
 * Between two of them no other thread can tell what a thread does, so none needs to run there.
 */
final class YieldPoints extends ClassVisitor {

  private static final String YIELDS = "dev/weft/simulation/machine/Yields";

  private final VolatileFields volatiles;

  private YieldPoints(ClassVisitor next, VolatileFields volatiles) {
    super(Opcodes.ASM9, next);
    this.volatiles = volatiles;
  }

  /** The class with the calls added. */
  static byte[] in(byte[] bytes, VolatileFields volatiles) {
    var reader = new ClassReader(bytes);
    var writer = new ClassWriter(reader, 0); // calls without parameters change no frame
    reader.accept(new YieldPoints(writer, volatiles), 0);
    return writer.toByteArray();
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
    if ((access & (Opcodes.ACC_SYNCHRONIZED | Opcodes.ACC_ABSTRACT)) != 0) {
      return next;
    }
    // Initialised once, by the first run alone: no run may notice.
    return name.equals("<clinit>") ? new Initialiser(next) : new Body(next);
  }

  /** An initialiser of a class, whatever it calls. */
  private static final class Initialiser extends MethodVisitor {

    Initialiser(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      call(mv, "quiet");
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.RETURN) {
        call(mv, "loud");
      }
      super.visitInsn(opcode);
    }
  }

  /** A method or a constructor. */
  private final class Body extends MethodVisitor {

    Body(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.MONITOREXIT) {
        call(mv, "loud");
      }
      super.visitInsn(opcode);
      if (opcode == Opcodes.MONITORENTER) {
        call(mv, "quiet");
      }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (volatiles.has(owner, name)) {
        call(mv, "point");
      }
      super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (SharedOperations.isSpin(owner, name)) {
        call(mv, "spin");
      } else if (SharedOperations.callsUnderMonitor(owner, name)) {
        String types = "(Ljava/util/Map;" + descriptor.substring(1);
        super.visitMethodInsn(Opcodes.INVOKESTATIC, YIELDS, name, types, false);
      } else {
        if (SharedOperations.isSeenByOthers(owner, name)) {
          call(mv, "point");
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    }
  }

  private static void call(MethodVisitor code, String name) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, YIELDS, name, "()V", false);
  }
}
