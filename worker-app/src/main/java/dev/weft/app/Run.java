package dev.weft.app;

import dev.weft.config.HttpConfig;
import dev.weft.config.WeftConfig;
import dev.weft.runtime.launch.WorkerRuntime;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code run} command: the handlers of a configuration at work, until a signal. */
final class Run {

  private static final Logger log = LoggerFactory.getLogger(Run.class);

  private Run() {}

  /**
   * Blocks until the process is told to stop and has drained.
   *
   * @return the exit code
   */
  static int untilStopped(WeftConfig config) throws InterruptedException {
    HttpConfig http = config.http();
    if (!http.enabled()) {
      return work(config, problems -> {});
    }
    // Opened first and closed last: probes are answered until all else is done.
    try (HealthServer health = HealthServer.start(http.host(), http.port())) {
      return work(config, health::ask);
    }
  }

  private static int work(WeftConfig config, Consumer<Supplier<List<String>>> readiness)
      throws InterruptedException {
    var starting = new Starting();
    Signals signals = Signals.handle(starting::stop, starting::stopNow);
    try (TelemetrySdk telemetry = TelemetrySdk.start();
        WorkerRuntime weft = WorkerRuntime.start(config, telemetry.observer())) {
      if (starting.succeeded(weft::stop, weft::stopNow)) {
        readiness.accept(weft::problems);
        weft.join();
      }
      return signals.exitCode();
    } catch (RuntimeException e) {
      if (starting.isEnded()) {
        log.info("stopped before the start was done");
        return signals.exitCode();
      }
      throw e;
    }
  }
}
