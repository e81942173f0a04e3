package dev.weft.app.deploy;

import static dev.weft.app.deploy.Rendered.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pod that the chart describes: what it is asked, given and allowed. */
class ChartPodTest {

  @Test
  void credentialsComeFromTheExistingSecretReadOnly() {
    var chart = Rendered.with("nats: { existingSecret: nats-credentials }");

    var volume = named(chart.podSpec().getAsJsonArray("volumes"), "secrets");
    assertThat(volume.getAsJsonObject("secret").get("secretName").getAsString())
        .isEqualTo("nats-credentials");
    var mount = named(chart.container().getAsJsonArray("volumeMounts"), "secrets");
    assertThat(mount.get("mountPath").getAsString()).isEqualTo("/app/secrets");
    assertThat(mount.get("readOnly").getAsBoolean()).isTrue();
    assertThat(Rendered.withDefaults().objects().toString()).doesNotContain("/app/secrets");
  }

  @Test
  void theServersAddressGoesToTheEnvironment() {
    var env = Rendered.with("nats: { url: 'nats://a:4222,nats://b:4222' }").container();

    assertThat(named(env.getAsJsonArray("env"), "NATS_URL").get("value").getAsString())
        .isEqualTo("nats://a:4222,nats://b:4222");
  }

  @ParameterizedTest
  @CsvSource({"startupProbe, /live", "livenessProbe, /live", "readinessProbe, /ready"})
  void theProbesAskTheHealthEndpoints(String probe, String path) {
    var container = Rendered.withDefaults().container();
    var request = container.getAsJsonObject(probe).getAsJsonObject("httpGet");

    assertThat(request.get("path").getAsString()).isEqualTo(path);
    var port = named(container.getAsJsonArray("ports"), request.get("port").getAsString());
    assertThat(port.get("containerPort").getAsInt()).isEqualTo(8080);
  }

  @Test
  void thePodIsGivenNoMoreRightsThanItNeeds() {
    var chart = Rendered.withDefaults();
    var pod = chart.podSpec();
    var container = chart.container().getAsJsonObject("securityContext");

    assertThat(pod.get("automountServiceAccountToken").getAsBoolean()).isFalse();
    assertThat(pod.getAsJsonObject("securityContext"))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"runAsNonRoot": true, "runAsUser": 10001, "runAsGroup": 10001, "fsGroup": 10001,
                 "seccompProfile": {"type": "RuntimeDefault"}}
                """));
    assertThat(container)
        .isEqualTo(
            JsonParser.parseString(
                """
                {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                 "capabilities": {"drop": ["ALL"]}}
                """));
    assertThat(named(pod.getAsJsonArray("volumes"), "tmp").has("emptyDir"))
        .as("the JVM wants a /tmp to write to")
        .isTrue();
  }

  @Test
  void theUserAndThePathsAreThoseOfTheImage() throws IOException {
    var dockerfile = Files.readString(Path.of("Dockerfile"));
    var chart = Rendered.withDefaults();

    assertThat(dockerfile)
        .contains("USER " + chart.podSpec().getAsJsonObject("securityContext").get("runAsUser"))
        .contains("EXPOSE 8080");
    var conf = named(chart.container().getAsJsonArray("volumeMounts"), "conf");
    assertThat(dockerfile)
        .contains("WEFT_CONFIG=" + conf.get("mountPath").getAsString() + "/application.conf");
  }
}
