package dev.weft.app.deploy;

import static dev.weft.app.deploy.ChartTest.HPA;
import static dev.weft.app.deploy.ChartTest.KEDA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

/** Who decides on the number of pods, and by what. */
class ChartScalingTest {

  @Test
  void theNumberOfPodsIsLeftToTheAutoscaler() {
    assertThat(Rendered.withDefaults().deploymentSpec().get("replicas").getAsInt()).isEqualTo(1);
    assertThat(Rendered.with(HPA).deploymentSpec().has("replicas")).isFalse();
    assertThat(Rendered.with(KEDA).deploymentSpec().has("replicas")).isFalse();
    assertThat(Rendered.withDefaults().find("HorizontalPodAutoscaler")).isEmpty();
    assertThat(Rendered.withDefaults().find("ScaledObject")).isEmpty();
  }

  @Test
  void twoAutoscalersAreRefused() {
    assertThatThrownBy(() -> Rendered.with(HPA + KEDA))
        .hasMessageContaining("hpa.enabled and keda.enabled: both would set the number of pods");
  }

  @Test
  void kedaScalesTheDeploymentOnTheLagOfEachConsumer() {
    var chart = Rendered.with(KEDA);
    var spec = chart.one("ScaledObject").getAsJsonObject("spec");

    assertThat(spec.getAsJsonObject("scaleTargetRef").get("name"))
        .isEqualTo(chart.one("Deployment").getAsJsonObject("metadata").get("name"));
    assertThat(spec.get("minReplicaCount").getAsInt()).isZero();
    assertThat(spec.getAsJsonArray("triggers")).hasSize(2);
    assertThat(spec.getAsJsonArray("triggers").get(1))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"type": "nats-jetstream",
                 "metadata": {
                   "natsServerMonitoringEndpoint": "nats.nats.svc:8222",
                   "useHttps": "false",
                   "account": "$G",
                   "stream": "ORDERS",
                   "consumer": "ship",
                   "lagThreshold": "1000000",
                   "activationLagThreshold": "5"}}
                """));
  }

  @Test
  void kedaWithoutAnEndpointOrAConsumerIsRefused() {
    assertThatThrownBy(() -> Rendered.with("keda: { enabled: true }"))
        .hasMessageContaining("keda.natsServerMonitoringEndpoint: expected");
    assertThatThrownBy(
            () -> Rendered.with("keda: { enabled: true, natsServerMonitoringEndpoint: 'n:8222' }"))
        .hasMessageContaining("keda.consumers: expected");
  }
}
