package dev.weft.simulation.machine;

import java.util.Set;

/** Which methods of the JDK one thread calls and others see. */
final class SharedOperations {

  private static final String CONCURRENT = "java/util/concurrent/";

  /** Declared so where the object is a view of a concurrent map. */
  private static final Set<String> COLLECTIONS =
      Set.of("java/util/Set", "java/util/Map", "java/util/Queue", "java/util/Deque");

  private static final Set<String> COLLECTION_METHODS =
      Set.of("add", "get", "put", "putIfAbsent", "remove", "poll", "offer", "isEmpty", "contains");

  private static final Set<String> THREAD_METHODS =
      Set.of("start", "interrupt", "isInterrupted", "interrupted", "isAlive", "getState");

  private static final Set<String> WITH_FUNCTIONS =
      Set.of("compute", "computeIfAbsent", "computeIfPresent", "merge");

  private static final Set<String> MAPS =
      Set.of(
          "java/util/Map",
          "java/util/concurrent/ConcurrentMap",
          "java/util/concurrent/ConcurrentHashMap");

  private SharedOperations() {}

  /** Whether another thread can see that this has been called, or change what it returns. */
  static boolean isSeenByOthers(String owner, String method) {
    if (method.equals("<init>")) {
      return false;
    }
    if (owner.startsWith(CONCURRENT)) {
      return !owner.endsWith("/TimeUnit") && !owner.endsWith("Exception");
    }
    return switch (owner) {
      case "java/lang/Thread" -> THREAD_METHODS.contains(method);
      case "java/lang/invoke/VarHandle" -> true;
      default -> COLLECTIONS.contains(owner) && COLLECTION_METHODS.contains(method);
    };
  }

  /** Whether the thread waits for others without blocking. */
  static boolean isSpin(String owner, String method) {
    return owner.equals("java/lang/Thread")
        && (method.equals("onSpinWait") || method.equals("yield"));
  }

  /** Whether it may call a function while it holds a monitor. */
  static boolean callsUnderMonitor(String owner, String method) {
    return MAPS.contains(owner) && WITH_FUNCTIONS.contains(method);
  }
}
