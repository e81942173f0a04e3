package dev.weft.benchmarks;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What {@code jcmd} would have this JVM do. */
final class DiagnosticCommand {

  private static final String BEAN = "com.sun.management:type=DiagnosticCommand";

  private DiagnosticCommand() {}

  /**
   * Does it, and returns what it prints.
   *
   * @param operation as the bean calls it, {@code threadPrint} for {@code Thread.print}
   */
  static String run(String operation) {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName(BEAN),
                  operation,
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException(BEAN + ": " + operation + " failed", e);
    }
  }
}
