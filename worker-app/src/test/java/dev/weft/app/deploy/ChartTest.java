package dev.weft.app.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.marcnuri.helm.Helm;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart makes of its values, and which values it refuses. */
class ChartTest {

  /** Autoscaling by KEDA, on two consumers. */
  static final String KEDA =
      """
      keda:
        enabled: true
        natsServerMonitoringEndpoint: nats.nats.svc:8222
        minReplicas: 0
        consumers:
          - { stream: ORDERS, consumer: send-invoice, lagThreshold: 1000 }
          - { stream: ORDERS, consumer: ship, lagThreshold: 1000000, activationLagThreshold: 5 }
      """;

  /** Autoscaling by CPU. */
  static final String HPA = "hpa: { enabled: true }\n";

  private static final String EVERYTHING =
      """
      image: { repository: registry.example/worker, tag: "1.2", pullPolicy: Always }
      imagePullSecrets: [{ name: pull }]
      nats: { url: "nats://a:4222,nats://b:4222", existingSecret: nats-credentials }
      podDisruptionBudget: { enabled: true, maxUnavailable: 25% }
      serviceAccount: { annotations: { team: orders } }
      extraEnv: [{ name: JDK_JAVA_OPTIONS, value: "-Xss1m" }]
      extraVolumes: [{ name: jars, persistentVolumeClaim: { claimName: jars } }]
      extraVolumeMounts: [{ name: jars, mountPath: /app/handlers, readOnly: true }]
      podAnnotations: { a: "1" }
      podLabels: { b: "2" }
      nodeSelector: { disk: fast }
      tolerations: [{ key: spot, operator: Exists }]
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: Exists }] }]
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: { matchLabels: { app.kubernetes.io/instance: shop } }
      """;

  @Test
  void theChartPassesHelmsLint() {
    var result = new Helm(Rendered.CHART).lint().strict().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", HPA, KEDA, EVERYTHING, EVERYTHING + KEDA})
  void everyObjectIsOneTheKubernetesApiAccepts(String values) {
    assertThat(Rendered.with(values).objects())
        .isNotEmpty()
        .allSatisfy(
            object -> assertThatCode(() -> StrictSchema.check(object)).doesNotThrowAnyException());
  }

  @Test
  void theCheckItselfSeesAMisspeltFieldAndAMissingOne() {
    var chart = Rendered.with(KEDA);
    chart.container().addProperty("imagePullPolice", "Always");
    assertThatThrownBy(() -> StrictSchema.check(chart.one("Deployment")))
        .hasMessageContaining("imagePullPolice");

    var another = Rendered.with(KEDA);
    another.deploymentSpec().remove("selector");
    assertThatThrownBy(() -> StrictSchema.check(another.one("Deployment")))
        .hasMessageContaining("selector");

    firstTrigger(another).addProperty("lagTreshold", "1");
    assertThatThrownBy(() -> StrictSchema.check(another.one("ScaledObject")))
        .hasMessage("metadata.lagTreshold: unknown");
  }

  @Test
  void aHandlerWithPartitionsHasATriggerForEach() {
    String parted =
        "    - { stream: ORDERS, consumer: charge, partitions: 3, lagThreshold: 125 }\n";
    JsonObject scaled = Rendered.with(KEDA + parted).one("ScaledObject");

    List<String> consumers =
        scaled.getAsJsonObject("spec").getAsJsonArray("triggers").asList().stream()
            .map(trigger -> trigger.getAsJsonObject().getAsJsonObject("metadata"))
            .map(metadata -> metadata.get("consumer").getAsString())
            .toList();

    assertThat(consumers)
        .containsExactly("send-invoice", "ship", "charge-0", "charge-1", "charge-2");
    assertThatCode(() -> StrictSchema.check(scaled)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "replicas: 3                          | 'replicas' not allowed",
        "image: { tagg: x }                   | 'tagg' not allowed",
        "keda: { consumers: [{ stream: S }] } | missing properties 'consumer', 'lagThreshold'",
        "shutdown: { drainSeconds: 30s }      | got string, want integer",
        "config: ''                           | minLength",
      })
  void aValueTheChartDoesNotKnowIsRefused(String values, String message) {
    assertThatThrownBy(() -> Rendered.with(values)).hasMessageContaining(message);
  }

  @Test
  void aChangedConfigurationRollsThePods() {
    var before = checksum("config: weft.handlers.a.class = com.acme.A");

    assertThat(checksum("config: weft.handlers.a.class = com.acme.B")).isNotEqualTo(before);
    assertThat(checksum("config: weft.handlers.a.class = com.acme.A")).isEqualTo(before);
    assertThat(checksum("{config: weft.handlers.a.class = com.acme.A, replicaCount: 7}"))
        .as("what is not the pods' does not roll them")
        .isEqualTo(before);
  }

  private static String checksum(String values) {
    return Rendered.with(values)
        .podTemplate()
        .getAsJsonObject("metadata")
        .getAsJsonObject("annotations")
        .get("checksum/config")
        .getAsString();
  }

  @Test
  void theConfigurationArrivesAsItWasWrittenWithTheDrainOfTheValues(@TempDir Path conf)
      throws IOException {
    var chart =
        Rendered.with(
            """
            config: "    weft {\\n  handlers.a.class = com.acme.A # why\\n\\n}\\n"
            shutdown: { drainSeconds: 90, interruptSeconds: 7 }
            """);
    for (String name : new String[] {"application.conf", "worker.conf"}) {
      Files.writeString(conf.resolve(name), chart.configurationFile(name));
    }
    assertThat(chart.configurationFile("worker.conf").lines())
        .containsExactly("    weft {", "  handlers.a.class = com.acme.A # why", "", "}");

    Config read = ConfigFactory.parseFile(conf.resolve("application.conf").toFile()).resolve();
    assertThat(read.getString("weft.handlers.a.class")).isEqualTo("com.acme.A");
    assertThat(read.getDuration("weft.shutdown.drain")).hasSeconds(90);
    assertThat(read.getDuration("weft.shutdown.interrupt")).hasSeconds(7);
    assertThat(gracePeriod(chart)).isGreaterThan(97);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weft.shutdown.drain = 5m",
        "weft { handlers {}, shutdown { drain = 5m } }",
        "weft {\n  \"shutdown\" : { drain = 5m } }"
      })
  void aConfigurationWithADrainOfItsOwnIsRefused(String config) {
    assertThatThrownBy(() -> Rendered.with("config: " + quoted(config)))
        .hasMessageContaining("set shutdown.drainSeconds");
  }

  @Test
  void aHandlerThatOnlySpeaksOfAShutdownIsAccepted() {
    String config = "# no shutdown { here }\nweft.handlers.shutdown-mail { class = com.acme.A }";

    assertThat(Rendered.with("config: " + quoted(config)).configurationFile("worker.conf"))
        .contains("shutdown-mail");
  }

  private static String quoted(String text) {
    return new JsonPrimitive(text).toString();
  }

  @Test
  void theGracePeriodIsAboveTheDrain() {
    assertThat(gracePeriod(Rendered.withDefaults())).isEqualTo(25 + 5 + 15);
    assertThat(gracePeriod(Rendered.with("terminationGracePeriodSeconds: 31"))).isEqualTo(31);
    assertThatThrownBy(() -> Rendered.with("terminationGracePeriodSeconds: 30"))
        .hasMessageContaining("terminationGracePeriodSeconds = 30: must be above 30");
  }

  private static int gracePeriod(Rendered chart) {
    return chart.podSpec().get("terminationGracePeriodSeconds").getAsInt();
  }

  private static JsonObject firstTrigger(Rendered chart) {
    return chart
        .one("ScaledObject")
        .getAsJsonObject("spec")
        .getAsJsonArray("triggers")
        .get(0)
        .getAsJsonObject()
        .getAsJsonObject("metadata");
  }
}
