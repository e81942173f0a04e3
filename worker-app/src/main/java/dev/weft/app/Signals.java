package dev.weft.app;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns SIGTERM and SIGINT into a drain: the first one drains, the second stops at once, the third
 * ends the process.
 *
 * <p>Not a shutdown hook, since a JVM that ends in one exits with 143: a drain is a success.
 */
final class Signals {

  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private final Runnable drain;
  private final Runnable stopNow;
  private final AtomicInteger received = new AtomicInteger();
  private volatile int exitCode;

  private Signals(Runnable drain, Runnable stopNow) {
    this.drain = drain;
    this.stopNow = stopNow;
  }

  /**
   * Handles the signals from now until the process ends. Both actions run on threads of the JVM's
   * and may block; the second may come while the first is under way.
   */
  static Signals handle(Runnable drain, Runnable stopNow) {
    var signals = new Signals(drain, stopNow);
    signals.register("TERM", 15);
    signals.register("INT", 2);
    return signals;
  }

  /** 0 while one signal came at most, else 128 and the number of the last, as shells have it. */
  int exitCode() {
    return exitCode;
  }

  @SuppressWarnings("UnusedMethod") // called by the handle made of it below
  private void received(String name, int number) {
    switch (received.incrementAndGet()) {
      case 1 -> {
        log.info("SIG{}: draining; a second signal stops at once", name);
        drain.run();
      }
      case 2 -> {
        exitCode = 128 + number;
        log.warn("second signal, SIG{}: stopping what is in work", name);
        stopNow.run();
      }
      default -> Runtime.getRuntime().halt(128 + number);
    }
  }

  // sun.misc.Signal is in every JDK's jdk.unsupported module and has no successor, but javac warns
  // of it in a way that cannot be switched off, so it is reached by name.
  private void register(String name, int number) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      MethodHandle received =
          lookup.findVirtual(
              Signals.class,
              "received",
              MethodType.methodType(void.class, String.class, int.class));
      MethodHandle handle =
          MethodHandles.dropArguments(
              MethodHandles.insertArguments(received, 0, this, name, number), 0, signalType);
      Object handler = MethodHandleProxies.asInterfaceInstance(handlerType, handle);
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "cannot handle SIG" + name + ": the JVM needs the module jdk.unsupported and no -Xrs", e);
    }
  }
}
