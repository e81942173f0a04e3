package dev.weft.telemetry;

import dev.weft.Telemetry;
import dev.weft.engine.Observer;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Traces and metrics by OpenTelemetry; {@code docs/telemetry.md} lists them. */
public final class WeftTelemetry {

  private WeftTelemetry() {}

  /**
   * {@link #create(OpenTelemetry, ServerAddress)} without a server address.
   *
   * @throws NullPointerException if it is null
   */
  public static Telemetry create(OpenTelemetry openTelemetry) {
    return create(openTelemetry, null);
  }

  /**
   * Telemetry that reports to the given OpenTelemetry, which stays the caller's to close.
   *
   * <p>With {@link OpenTelemetry#noop()} nothing is reported, and costs nothing. Of the global
   * instance take {@code GlobalOpenTelemetry.getOrNoop()}, since {@code get()} hides a no-op behind
   * a wrapper.
   *
   * @param server what spans and metrics name as the server, or null to leave it out
   * @throws NullPointerException if OpenTelemetry is null
   */
  public static Telemetry create(OpenTelemetry openTelemetry, @Nullable ServerAddress server) {
    return observer(openTelemetry, server, System::nanoTime);
  }

  static Observer observer(
      OpenTelemetry openTelemetry, @Nullable ServerAddress server, LongSupplier nanoTime) {
    Objects.requireNonNull(
        openTelemetry, "OpenTelemetry: null; expected one, OpenTelemetry.noop() for none");
    return openTelemetry.equals(OpenTelemetry.noop())
        ? Observer.none()
        : new TelemetryObserver(Backend.of(openTelemetry, server, nanoTime));
  }
}
