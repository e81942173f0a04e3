package dev.weft.config.classes;

import dev.weft.codec.JsonRules;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import java.util.Set;

/**
 * How payloads are decoded, as configured.
 *
 * @param name the name of one of Weft's codecs, such as {@code json}, or of a class that implements
 *     {@link dev.weft.Codec}
 * @param json what counts as the JSON of a payload, where JSON is read
 */
public record CodecConfig(String name, JsonRules json) {

  private static final Set<String> READ_JSON = Set.of("json", "auto");

  /** Whether {@link #json} has an effect. */
  boolean readsJson() {
    return READ_JSON.contains(name);
  }

  public static CodecConfig read(Section handler, ClassKinds classes) {
    Section json = handler.section("json");
    return new CodecConfig(
        handler.get("codec", classes.codec(), ""),
        new JsonRules(
            json.get("types", Kinds.constant(JsonRules.Types.class), JsonRules.Types.STRICT),
            json.get("missing", Kinds.constant(JsonRules.Missing.class), JsonRules.Missing.DEFAULT),
            json.get(
                "unknown", Kinds.constant(JsonRules.Unknown.class), JsonRules.Unknown.IGNORE)));
  }
}
