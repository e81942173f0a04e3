package dev.weft.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogSetupTest {

  @Test
  void aPersonGetsText() {
    assertThat(LogSetup.isJson(Map.of())).isFalse();
  }

  @Test
  void aPodGetsJson() {
    assertThat(LogSetup.isJson(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"))).isTrue();
  }

  @Test
  void whoeverAsksGetsWhatHeAsksFor() {
    assertThat(LogSetup.isJson(Map.of("WEFT_LOG", "json"))).isTrue();
    assertThat(LogSetup.isJson(Map.of("WEFT_LOG", "text", "KUBERNETES_SERVICE_HOST", "10.0.0.1")))
        .isFalse();
  }

  @Test
  void jsonCarriesTheFieldsOfAMessage() {
    var context = new LoggerContext();
    Encoder<ILoggingEvent> encoder = LogSetup.json();
    encoder.setContext(context);
    encoder.start();
    var event =
        new LoggingEvent("test", context.getLogger("test"), Level.WARN, "failed", null, null);
    event.setMDCPropertyMap(Map.of("sequence", "7"));

    assertThat(new String(encoder.encode(event), UTF_8)).contains("\"mdc\": {\"sequence\":\"7\"}");
  }
}
