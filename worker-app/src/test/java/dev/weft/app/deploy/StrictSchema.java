package dev.weft.app.deploy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses an object that has a field the API does not know, or lacks one it requires.
 *
 * <p>Core objects go through the models of the Kubernetes client. KEDA has none: its fields are
 * written out here, those of a ScaledObject with {@code nats-jetstream} triggers.
 */
final class StrictSchema {

  private static final Set<String> SCALED_OBJECT_SPEC =
      Set.of(
          "scaleTargetRef",
          "pollingInterval",
          "cooldownPeriod",
          "initialCooldownPeriod",
          "minReplicaCount",
          "maxReplicaCount",
          "idleReplicaCount",
          "fallback",
          "advanced",
          "triggers");

  /** The trigger's metadata: what is required, and how each value must look. */
  private static final Map<String, Pattern> TRIGGER_REQUIRED =
      Map.of(
          "natsServerMonitoringEndpoint", Pattern.compile("[^/:]+:\\d+"),
          "account", Pattern.compile("\\S+"),
          "stream", Pattern.compile("[^\\s.*>]+"),
          "consumer", Pattern.compile("[^\\s.*>]+"));

  private static final Map<String, Pattern> TRIGGER_OPTIONAL =
      Map.of(
          "lagThreshold", Pattern.compile("[1-9]\\d*"),
          "activationLagThreshold", Pattern.compile("\\d+"),
          "useHttps", Pattern.compile("true|false"));

  private StrictSchema() {}

  /**
   * Checks one object.
   *
   * @throws IllegalArgumentException which names the field
   */
  static void check(JsonObject object) {
    String type = text(object, "apiVersion") + "/" + text(object, "kind");
    try {
      switch (type) {
        case "apps/v1/Deployment" -> V1Deployment.validateJsonElement(object);
        case "v1/ConfigMap" -> V1ConfigMap.validateJsonElement(object);
        case "v1/ServiceAccount" -> V1ServiceAccount.validateJsonElement(object);
        case "policy/v1/PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(object);
        case "autoscaling/v2/HorizontalPodAutoscaler" ->
            V2HorizontalPodAutoscaler.validateJsonElement(object);
        case "keda.sh/v1alpha1/ScaledObject" -> scaledObject(object);
        default -> throw new IllegalArgumentException("no schema for " + type);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void scaledObject(JsonObject object) {
    fields("ScaledObject", object, Set.of("apiVersion", "kind", "metadata", "spec"), Set.of());
    JsonObject spec = object.getAsJsonObject("spec");
    fields("spec", spec, Set.of("scaleTargetRef", "triggers"), SCALED_OBJECT_SPEC);
    fields(
        "spec.scaleTargetRef",
        spec.getAsJsonObject("scaleTargetRef"),
        Set.of("name"),
        Set.of("apiVersion", "kind", "envSourceContainerName"));
    if (spec.has("fallback")) {
      fields(
          "spec.fallback",
          spec.getAsJsonObject("fallback"),
          Set.of("failureThreshold", "replicas"),
          Set.of("behavior"));
    }
    require(!spec.getAsJsonArray("triggers").isEmpty(), "spec.triggers: expected at least one");
    for (JsonElement trigger : spec.getAsJsonArray("triggers")) {
      trigger(trigger.getAsJsonObject());
    }
  }

  private static void trigger(JsonObject trigger) {
    fields(
        "trigger",
        trigger,
        Set.of("type", "metadata"),
        Set.of("name", "useCachedMetrics", "authenticationRef", "metricType"));
    require(text(trigger, "type").equals("nats-jetstream"), "trigger.type: nats-jetstream");
    JsonObject metadata = trigger.getAsJsonObject("metadata");
    fields("metadata", metadata, TRIGGER_REQUIRED.keySet(), TRIGGER_OPTIONAL.keySet());
    for (String key : metadata.keySet()) {
      Pattern expected = TRIGGER_REQUIRED.getOrDefault(key, TRIGGER_OPTIONAL.get(key));
      require(
          expected != null && expected.matcher(text(metadata, key)).matches(),
          "metadata." + key + " = " + metadata.get(key) + ": expected " + expected);
    }
  }

  private static void fields(
      String where, JsonObject object, Set<String> required, Set<String> optional) {
    for (String key : required) {
      require(object.has(key), where + "." + key + ": missing");
    }
    for (String key : object.keySet()) {
      require(required.contains(key) || optional.contains(key), where + "." + key + ": unknown");
    }
  }

  /** Metadata values are strings in KEDA: a bare number or boolean is refused by the API. */
  private static String text(JsonObject object, String key) {
    JsonElement value = object.get(key);
    require(
        value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString(),
        key + " = " + value + ": expected a string");
    return value.getAsString();
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
