package dev.weft.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.weft.config.hocon.Hocon;
import dev.weft.config.hocon.Problems;
import dev.weft.config.hocon.Section;
import dev.weft.config.nats.NatsKeys;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds reference.conf and the readers together. */
class ReferenceConfTest {

  private static final Config REFERENCE =
      ConfigFactory.parseResources(ReferenceConfTest.class.getClassLoader(), "reference.conf");

  /** Every key of reference.conf with what stands there, blocks included. */
  private static Map<String, ConfigValue> written() {
    var values = new TreeMap<String, ConfigValue>();
    collect("weft", REFERENCE.getObject("weft"), values);
    values.remove("weft");
    return values;
  }

  private static void collect(String path, ConfigValue value, Map<String, ConfigValue> values) {
    values.put(path, value);
    if (value instanceof ConfigObject block) {
      block.forEach((key, below) -> collect(path + "." + key, below, values));
    }
  }

  /** Every key that the readers ask for. */
  private static Set<String> read() {
    var problems = new Problems();
    Section weft =
        Section.root("weft", Hocon.resolve(Reading.parse(""), problems).orElseThrow(), problems);
    ConfigReader.read(weft, Reading.CLASSES);
    return weft.knownPaths().collect(Collectors.toCollection(TreeSet::new));
  }

  private static String comments(String path) {
    return String.join("\n", REFERENCE.getValue(path).origin().comments());
  }

  @Test
  void itHasExactlyTheKeysThatAreRead() {
    var keys = new TreeSet<>(read());
    // NATS's own keys are not repeated; each has its place in the guide.
    NatsKeys.CONSUMER.keySet().forEach(key -> keys.remove("weft.handler-defaults.consumer." + key));
    var written = new TreeMap<>(written());
    for (String block :
        List.of(
            "weft.dead-letters.stream.",
            "weft.deaths.stream.",
            "weft.scheduled-retries.stream.",
            "weft.parked-keys.stream.",
            "weft.leases.stream.")) {
      NatsKeys.STREAM.keySet().stream()
          .map(block::concat)
          .filter(path -> !written.containsKey(path))
          .forEach(keys::remove);
    }
    written.values().removeIf(ConfigObject.class::isInstance);
    // Empty blocks, of which the readers ask for whatever stands in them.
    keys.remove("weft.streams");
    keys.remove("weft.handlers");

    assertThat(written.keySet()).isEqualTo(keys);
  }

  @Test
  void itSaysOfEachKeyWhatItIs() {
    assertThat(written())
        .allSatisfy((path, value) -> assertThat(value.origin().comments()).as(path).isNotEmpty());
  }

  @Test
  void itNamesTheKeysThatOnlyAHandlerHas() {
    assertThat(comments("weft.handlers")).contains("class ", "stream ", "consumer ");
    assertThat(comments("weft.handler-defaults.consumer")).contains("durable_name");
  }
}
