package dev.weft.app;

import dev.weft.config.HttpConfig;
import dev.weft.config.WeftConfig;
import dev.weft.runtime.Weft;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The {@code run} command: the handlers of a configuration at work, until a signal. */
final class Run {

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
    // Workers take before the start has returned, and a signal that comes then is for them too.
    var started = new CompletableFuture<Weft>();
    Signals signals = Signals.handle(() -> started.join().stop(), () -> started.join().stopNow());
    try (TelemetrySdk telemetry = TelemetrySdk.start();
        Weft weft = Weft.start(config, telemetry.observer())) {
      started.complete(weft);
      readiness.accept(weft::problems);
      weft.join();
      return signals.exitCode();
    }
  }
}
