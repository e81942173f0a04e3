package dev.weft.telemetry;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where failures of telemetry end: samplers, processors and propagators are other people's code,
 * and no message may suffer from them. The first failure is logged as a warning, the rest at debug,
 * since each message would bring one.
 */
final class Faults {

  private static final Logger LOG = LoggerFactory.getLogger(WeftTelemetry.class);

  private final AtomicBoolean warned = new AtomicBoolean();

  void report(Throwable fault) {
    if (warned.compareAndSet(false, true)) {
      LOG.warn(
          "telemetry failed: messages are handled all the same, but spans and metrics are missing;"
              + " further failures are logged at level debug",
          fault);
    } else {
      LOG.debug("telemetry failed", fault);
    }
  }
}
