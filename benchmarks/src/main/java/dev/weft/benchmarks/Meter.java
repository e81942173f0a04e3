package dev.weft.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/** Reads the clocks at the beginning of what is measured, and again at its end. */
final class Meter {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private static final double NANOS = 1e9;

  private final ProcessHandle server;
  private final ThreadCosts serverCosts;
  private final ThreadCosts clientCosts;
  private final long serverCpu;
  private final long clientCpu = SYSTEM.getProcessCpuTime();
  // Of all threads, the virtual ones by those that carry them.
  private final long allocated = THREADS.getTotalThreadAllocatedBytes();
  private final long nanos = System.nanoTime();

  /** Begins now. */
  Meter(ProcessHandle server) {
    this.server = server;
    this.serverCpu = cpuOf(server);
    this.serverCosts = ThreadCosts.of(server.pid());
    this.clientCosts = own();
  }

  /** Ends now. */
  Spent end() {
    double seconds = (System.nanoTime() - nanos) / NANOS;
    double allocatedSince = THREADS.getTotalThreadAllocatedBytes() - allocated;
    ThreadCosts client = own().since(clientCosts);
    if (client.isEmpty()) { // not on Linux
      return new Spent(
          seconds,
          SYSTEM.getProcessCpuTime() - clientCpu,
          cpuOf(server) - serverCpu,
          allocatedSince,
          Optional.empty());
    }
    return new Spent(
        seconds,
        client.total().cpuNanos(),
        ThreadCosts.of(server.pid()).since(serverCosts).total().cpuNanos(),
        allocatedSince,
        Optional.of(new CostsByRole(client, ThreadRoles.now())));
  }

  private static ThreadCosts own() {
    return ThreadCosts.of(ProcessHandle.current().pid());
  }

  private static long cpuOf(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }
}
