package dev.weft.app.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The chart's objects for some values, as Helm itself renders them. */
record Rendered(List<JsonObject> objects) {

  static final Path CHART = Path.of("../helm/weft-worker");

  /** The oldest that the chart names as supported; Helm by itself would pretend an older one. */
  private static final String KUBERNETES = "1.25.0";

  /**
   * Renders the chart as release {@code shop} in the namespace {@code orders}.
   *
   * @param values YAML, over the chart's own values
   * @throws IllegalStateException with Helm's message, where the chart refuses the values
   */
  static Rendered with(String values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, values);
        return parse(
            new Helm(CHART)
                .template()
                .withName("shop")
                .withNamespace("orders")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(file)
                .call());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Rendered withDefaults() {
    return with("{}");
  }

  private static Rendered parse(String yaml) throws IOException {
    var mapper = new YAMLMapper();
    try (var documents = mapper.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return new Rendered(
          documents.readAll().stream()
              .filter(JsonNode::isObject)
              .map(document -> JsonParser.parseString(document.toString()).getAsJsonObject())
              .toList());
    }
  }

  Optional<JsonObject> find(String kind) {
    return objects.stream().filter(each -> each.get("kind").getAsString().equals(kind)).findAny();
  }

  JsonObject one(String kind) {
    return find(kind)
        .orElseThrow(() -> new AssertionError("no " + kind + " among " + objects.size()));
  }

  JsonObject deploymentSpec() {
    return one("Deployment").getAsJsonObject("spec");
  }

  JsonObject podTemplate() {
    return deploymentSpec().getAsJsonObject("template");
  }

  JsonObject podSpec() {
    return podTemplate().getAsJsonObject("spec");
  }

  JsonObject container() {
    return podSpec().getAsJsonArray("containers").get(0).getAsJsonObject();
  }

  /** The element of the array whose field {@code name} is the given one. */
  static JsonObject named(JsonArray array, String name) {
    for (JsonElement element : array) {
      if (element.getAsJsonObject().get("name").getAsString().equals(name)) {
        return element.getAsJsonObject();
      }
    }
    throw new AssertionError("no " + name + " in " + array);
  }

  /** One file of the configuration that is mounted into the pods. */
  String configurationFile(String name) {
    return one("ConfigMap").getAsJsonObject("data").get(name).getAsString();
  }
}
