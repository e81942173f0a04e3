package dev.weft.app;

import dev.weft.app.orders.OrderPlaced;
import dev.weft.codec.JsonCodec;
import dev.weft.config.WeftConfig;
import dev.weft.runtime.launch.WorkerRuntime;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;

/** The {@code demo} command: the example handlers, fed with orders, and what becomes of them. */
final class Demo {

  private final Path file;
  private final WeftConfig config;
  private final int rate;
  private final Duration length;
  private final PrintWriter out;

  /**
   * A demo.
   *
   * @param file where the configuration was read from, to be shown
   * @param rate orders a second, at least 1
   * @param length how long it feeds, or zero for until a signal
   */
  Demo(Path file, WeftConfig config, int rate, Duration length, PrintWriter out) {
    this.file = file;
    this.config = config;
    this.rate = rate;
    this.length = length;
    this.out = out;
  }

  /**
   * Blocks until the demo is told to stop and has drained.
   *
   * @return the exit code
   */
  int run() throws InterruptedException {
    // The engine logs every retry and rejection; here the report shows them, a few at a time.
    LogSetup.silence("dev.weft.engine");
    var random = new Random();
    String run = String.format(Locale.ROOT, "%04X", random.nextInt(0x10000));
    var tally = new DemoTally(run);
    var report = new DemoReport(out, tally);
    report.introduce(file, config, rate);
    var starting = new Starting();
    Signals signals = Signals.handle(starting::stop, starting::stopNow);
    try (TelemetrySdk telemetry = TelemetrySdk.start();
        WorkerRuntime weft =
            WorkerRuntime.start(config, Observers.both(telemetry.observer(), tally))) {
      var feeder =
          new DemoFeeder(
              run,
              new Shopper(random, Clock.systemUTC()),
              JsonCodec.of(OrderPlaced.class),
              weft.publisher(DemoFeeder.RAW),
              rate,
              report::say);
      feeder.start();
      report.start();
      if (!starting.succeeded(() -> drain(feeder, report, weft), weft::stopNow)) {
        drain(feeder, report, weft);
      }
      if (!length.isZero()) {
        Thread.ofVirtual().name("demo-end").start(() -> drainAfter(length, feeder, report, weft));
      }
      weft.join();
      report.totals();
      return signals.exitCode();
    } catch (RuntimeException e) {
      if (starting.isEnded()) {
        return signals.exitCode();
      }
      throw e;
    }
  }

  private static void drainAfter(
      Duration length, DemoFeeder feeder, DemoReport report, WorkerRuntime weft) {
    try {
      Thread.sleep(length);
      report.say("the time is up: draining");
      drain(feeder, report, weft);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void drain(DemoFeeder feeder, DemoReport report, WorkerRuntime weft) {
    try {
      feeder.stop();
      report.stop();
      weft.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
