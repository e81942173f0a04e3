package dev.weft.app;

import dev.weft.engine.Observer;
import dev.weft.telemetry.WeftTelemetry;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * OpenTelemetry as the environment asks for it, by the standard {@code OTEL_} variables or {@code
 * otel.} properties. Where nothing asks, no class of the SDK is loaded.
 */
final class TelemetrySdk implements AutoCloseable {

  private static final String DEFAULT_NAME = "weft-worker";
  private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

  private final Observer observer;
  private final Runnable flush;

  private TelemetrySdk(Observer observer, Runnable flush) {
    this.observer = observer;
    this.flush = flush;
  }

  /** Starts the SDK if it is asked for; its exporters connect in the background. */
  static TelemetrySdk start() {
    if (GlobalOpenTelemetry.isSet() || JavaAgent.isAtWork()) {
      // It has an SDK, and flushes it. A second one would report everything twice.
      return new TelemetrySdk(
          Observer.of(WeftTelemetry.create(GlobalOpenTelemetry.get())), () -> {});
    }
    if (!isAskedFor(System.getenv(), System.getProperties())) {
      return new TelemetrySdk(Observer.none(), () -> {});
    }
    // Handlers may make spans of their own through GlobalOpenTelemetry.
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addResourceCustomizer((resource, config) -> named(resource))
            .disableShutdownHook()
            .setResultAsGlobal()
            .build()
            .getOpenTelemetrySdk();
    return new TelemetrySdk(Observer.of(WeftTelemetry.create(sdk)), sdk::close);
  }

  /** What watches the workers. */
  Observer observer() {
    return observer;
  }

  /** Sends what is recorded and closes the SDK; blocks for 10 seconds at most. */
  @Override
  public void close() {
    flush.run();
  }

  static boolean isAskedFor(Map<String, String> environment, Properties properties) {
    var settings = new HashMap<>(environment);
    properties.stringPropertyNames().stream()
        .filter(name -> name.startsWith("otel."))
        .forEach(name -> settings.put(asVariable(name), properties.getProperty(name)));
    if (Boolean.parseBoolean(settings.get("OTEL_SDK_DISABLED"))) {
      return false;
    }
    return settings.entrySet().stream().anyMatch(entry -> asks(entry.getKey(), entry.getValue()));
  }

  private static boolean asks(String name, String value) {
    return switch (name) {
      case "OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER" ->
          !value.isBlank() && !value.equals("none");
      case "OTEL_CONFIG_FILE", "OTEL_EXPERIMENTAL_CONFIG_FILE" -> !value.isBlank();
      default ->
          name.startsWith("OTEL_EXPORTER_OTLP_") && name.endsWith("ENDPOINT") && !value.isBlank();
    };
  }

  private static String asVariable(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  // A name that was set, in whichever way, has the SDK's own placeholder replaced already.
  private static Resource named(Resource resource) {
    String name = resource.getAttribute(SERVICE_NAME);
    return name == null || name.startsWith("unknown_service")
        ? resource.merge(Resource.builder().put(SERVICE_NAME, DEFAULT_NAME).build())
        : resource;
  }
}
