package dev.weft.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The way from nothing until each handler has had a message. Once in a JVM. */
record FirstMessage(Place place, Subscription subscription) implements Contender {

  private static final long LOOK_NANOS = 1_000_000;
  private static final double MILLIS = 1e6;

  /** How long requests that come late are counted too. */
  static final double SETTLE_SECONDS = 1;

  @Override
  public Sample run(Task task) throws Exception {
    Job.DONE.reset();
    try (AutoCloseable running = subscription.begin(task)) {
      while (Job.DONE.sum() < task.handlers()) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      long now = System.nanoTime();
      var process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      var sample =
          new Sample(
              Map.of(
                  Measure.MAIN, (Lane.mainAt() - task.startedAt()) / MILLIS,
                  Measure.FIRST, (now - task.startedAt()) / MILLIS,
                  Measure.START_CPU, process.getProcessCpuTime() / MILLIS,
                  Measure.RSS, Memory.residentMebibytes()));
      Rest.seconds(SETTLE_SECONDS);
      return sample;
    }
  }

  @Override
  public void close() {}
}
