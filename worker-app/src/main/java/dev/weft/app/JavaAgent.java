package dev.weft.app;

/**
 * Whether the OpenTelemetry Java agent is in this JVM. Its older versions set {@code
 * GlobalOpenTelemetry} only when that is first asked for, so that {@code isSet()} says no before.
 */
final class JavaAgent {

  /** The agent's entry, by the name that its manifest has had from the first version on. */
  private static final String ENTRY = "io.opentelemetry.javaagent.OpenTelemetryAgent";

  private JavaAgent() {}

  /** Whether it is here and not switched off. */
  static boolean isAtWork() {
    String enabled =
        System.getProperty(
            "otel.javaagent.enabled", System.getenv().getOrDefault("OTEL_JAVAAGENT_ENABLED", ""));
    return !enabled.equalsIgnoreCase("false") && isHere();
  }

  private static boolean isHere() {
    try {
      // The JVM loads an agent's entry by the system class loader, however the agent is asked for.
      Class.forName(ENTRY, false, ClassLoader.getSystemClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
