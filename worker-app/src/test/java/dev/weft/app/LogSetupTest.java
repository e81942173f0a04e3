package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;

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
}
