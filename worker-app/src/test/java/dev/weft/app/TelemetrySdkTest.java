package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.Observer;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetrySdkTest {

  @Test
  void nothingIsStartedUnasked() {
    try (TelemetrySdk telemetry = TelemetrySdk.start()) {
      assertThat(telemetry.observer()).isSameAs(Observer.none());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_TRACES_EXPORTER",
        "OTEL_METRICS_EXPORTER",
        "OTEL_LOGS_EXPORTER",
        "OTEL_CONFIG_FILE"
      })
  void eachVariableAsks(String name) {
    assertThat(isAskedFor(Map.of(name, "value"))).isTrue();
    assertThat(isAskedFor(Map.of(name, ""))).isFalse();
    assertThat(isAskedFor(Map.of(name, "value", "OTEL_SDK_DISABLED", "true"))).isFalse();
  }

  @Test
  void aSystemPropertyAsksAsItsVariableDoes() {
    var properties = new Properties();
    properties.setProperty("otel.traces.exporter", "otlp");
    assertThat(TelemetrySdk.isAskedFor(Map.of(), properties)).isTrue();
  }

  @Test
  void theExporterNoneAsksForNothing() {
    assertThat(isAskedFor(Map.of("OTEL_TRACES_EXPORTER", "none"))).isFalse();
  }

  private static boolean isAskedFor(Map<String, String> environment) {
    return TelemetrySdk.isAskedFor(environment, new Properties());
  }
}
