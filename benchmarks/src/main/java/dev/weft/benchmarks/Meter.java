package dev.weft.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;

/** Reads the clocks at the beginning of what is measured, and again at its end. */
final class Meter {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private static final double NANOS = 1e9;
  private static final double MICROS = 1e3;

  private final ProcessHandle server;
  private final long messages;
  private final long nanos = System.nanoTime();
  private final long clientCpu = SYSTEM.getProcessCpuTime();
  private final long serverCpu;
  // Of all threads, the virtual ones by those that carry them.
  private final long allocated = THREADS.getTotalThreadAllocatedBytes();

  /**
   * Begins now.
   *
   * @param messages how many there were before
   */
  Meter(ProcessHandle server, long messages) {
    this.server = server;
    this.messages = messages;
    this.serverCpu = cpuOf(server);
  }

  /**
   * Ends now.
   *
   * @param until how many messages there are by now
   */
  Sample end(long until) {
    double count = Math.max(1, until - messages);
    double seconds = (System.nanoTime() - nanos) / NANOS;
    return new Sample(
        Map.of(
            Measure.RATE, count / seconds,
            Measure.CLIENT_CPU, (SYSTEM.getProcessCpuTime() - clientCpu) / MICROS / count,
            Measure.SERVER_CPU, (cpuOf(server) - serverCpu) / MICROS / count,
            Measure.ALLOCATED, (THREADS.getTotalThreadAllocatedBytes() - allocated) / count));
  }

  private static long cpuOf(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }
}
