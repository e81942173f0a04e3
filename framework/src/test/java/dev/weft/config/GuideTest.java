package dev.weft.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import dev.weft.config.nats.NatsKey;
import dev.weft.config.nats.NatsKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/configuration.md to what the readers do. */
class GuideTest {

  private static final Pattern EXAMPLE = Pattern.compile("(?s)```hocon\n(.*?)```");
  private static final Pattern KEY_AND_DEFAULT =
      Pattern.compile("(?m)^\\| `(weft\\.[^`]+)` \\| `?([^`|]+?)`? \\|");
  private static final Pattern NATS_KEY =
      Pattern.compile("(?m)^\\| `([a-z_]+)` \\| .* \\| ([a-z]+) \\|$");

  private static final String GUIDE = guide();

  private static String guide() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/configuration.md"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "no docs/configuration.md above " + Path.of("").toAbsolutePath());
      }
    }
    try {
      return Files.readString(folder.resolve("docs/configuration.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> examples() {
    return EXAMPLE.matcher(GUIDE).results().map(found -> found.group(1));
  }

  private static String between(String from, String to) {
    int start = GUIDE.indexOf(from);
    return GUIDE.substring(start, GUIDE.indexOf(to, start));
  }

  private static Map<String, String> natsKeys(String text) {
    return NATS_KEY
        .matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                (MatchResult found) -> found.group(1),
                found -> found.group(2),
                (one, other) -> one + " and " + other,
                TreeMap::new));
  }

  private static Map<String, String> taken(
      Map<String, NatsKey> keys, Function<String, NatsKeys.Care> care) {
    return keys.entrySet().stream()
        .filter(entry -> !(entry.getValue() instanceof NatsKey.Refused))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> care.apply(entry.getKey()).name().toLowerCase(Locale.ROOT),
                (one, other) -> one,
                TreeMap::new));
  }

  private static void collect(String path, ConfigValue value, Map<String, String> defaults) {
    if (value instanceof ConfigObject block) {
      block.forEach((key, below) -> collect(path + "." + key, below, defaults));
    } else {
      Object plain = value.unwrapped();
      defaults.put(path, plain == null ? "none" : plain.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleCanBeRead(String example) {
    // In memory, since the files that it names are not here.
    assertThat(Reading.read(Reading.HANDLER + example + "weft.transport = memory").handlers())
        .isNotEmpty();
  }

  @Test
  void thereAreExamples() {
    assertThat(examples()).hasSizeGreaterThan(4);
  }

  @Test
  void itHasEveryKeyWithItsDefault() {
    Config reference =
        ConfigFactory.parseResources(GuideTest.class.getClassLoader(), "reference.conf")
            .resolve(ConfigResolveOptions.noSystem());
    var defaults = new TreeMap<String, String>();
    collect("weft", reference.getObject("weft"), defaults);
    Map<String, String> documented =
        KEY_AND_DEFAULT
            .matcher(GUIDE)
            .results()
            .collect(
                Collectors.toMap(
                    (MatchResult found) -> found.group(1),
                    found -> found.group(2),
                    (one, other) -> one + " and " + other,
                    TreeMap::new));

    assertThat(documented).isEqualTo(defaults);
  }

  @Test
  void itHasEveryKeyOfNatsThatIsTakenAndWhatWeftDoesAboutIt() {
    assertThat(natsKeys(between("### A consumer", "Refused:")))
        .isEqualTo(taken(NatsKeys.CONSUMER, NatsKeys::careOfConsumers));
    assertThat(natsKeys(between("### A stream", "Refused:")))
        .isEqualTo(taken(NatsKeys.STREAM, NatsKeys::careOfStreams));
  }

  @Test
  void itHasEveryKeyOfNatsThatIsRefused() {
    List<String> refused =
        Stream.of(NatsKeys.CONSUMER, NatsKeys.STREAM)
            .flatMap(keys -> keys.entrySet().stream())
            .filter(entry -> entry.getValue() instanceof NatsKey.Refused)
            .map(entry -> "`" + entry.getKey() + "`")
            .toList();

    assertThat(GUIDE).contains(refused);
  }
}
