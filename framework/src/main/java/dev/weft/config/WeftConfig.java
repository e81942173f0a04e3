package dev.weft.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import dev.weft.ConfigurationException;
import dev.weft.ConfigurationProblem;
import dev.weft.PublishLimits;
import dev.weft.Rate;
import dev.weft.config.classes.ClassCheck;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.config.handler.ResponderConfig;
import dev.weft.config.hocon.Hocon;
import dev.weft.config.hocon.Problems;
import dev.weft.config.hocon.Section;
import dev.weft.engine.SideStream;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.transport.StreamSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that stands under {@code weft}, checked. {@code reference.conf} says what each part
 * does. No {@code toString} shows a secret.
 *
 * @param transport which transport carries the messages
 * @param nats how to reach NATS; of no use with {@link TransportKind#MEMORY}
 * @param publishTimeout how long each try of a publish waits for the server's answer
 * @param publish how often it is tried again, and how many may be under way
 * @param streams the streams to check or create, in the order of the file
 * @param sideStreams NATS's own settings for the streams that Weft keeps beside others
 * @param scheduledRetries how retries that wait long are kept
 * @param handlers the enabled handlers, in the order of the file
 * @param responders the enabled responders, in the order of the file; at least one, or a handler
 * @param shutdown how long a stop may take
 * @param http the endpoint for probes
 * @param limits rates that handlers share, by their names
 * @param receive how many bytes of messages are received before others are handled
 */
public record WeftConfig(
    TransportKind transport,
    ConnectionSettings nats,
    Duration publishTimeout,
    PublishLimits publish,
    List<StreamSpec> streams,
    Map<SideStream, Map<String, Object>> sideStreams,
    ScheduledRetriesConfig scheduledRetries,
    List<HandlerConfig> handlers,
    List<ResponderConfig> responders,
    ShutdownConfig shutdown,
    HttpConfig http,
    Map<String, Rate> limits,
    ReceiveConfig receive) {

  private static final Logger log = LoggerFactory.getLogger(WeftConfig.class);

  /** Copies the lists and maps. */
  public WeftConfig {
    streams = List.copyOf(streams);
    sideStreams = Map.copyOf(sideStreams);
    handlers = List.copyOf(handlers);
    responders = List.copyOf(responders);
    limits = Map.copyOf(limits);
  }

  /** NATS's own settings for one kind of the streams that Weft keeps beside others. */
  public Map<String, Object> sideStream(SideStream kind) {
    var settings =
        new HashMap<>(kind.shared(sideStreams.getOrDefault(SideStream.DEAD_LETTERS, Map.of())));
    settings.putAll(sideStreams.getOrDefault(kind, Map.of()));
    return settings;
  }

  /**
   * The same as one replica alone runs it that has all partitions to itself, and without rates and
   * limits: for a test that has to know when all that can be done is done.
   */
  public WeftConfig alone() {
    return new WeftConfig(
        transport,
        nats,
        publishTimeout,
        publish,
        streams,
        sideStreams,
        scheduledRetries,
        handlers.stream().map(HandlerConfig::alone).toList(),
        responders,
        shutdown,
        http,
        Map.of(),
        receive);
  }

  /**
   * Reads a file, with system properties above it and {@code reference.conf} below; each call reads
   * all of them again.
   *
   * @param file the file, or null for {@code application.conf} on the class path, or what {@code
   *     -Dconfig.file} and its kin name
   * @throws ConfigurationException with every problem found
   */
  public static WeftConfig load(@Nullable Path file, ClassCheck classes) {
    var problems = new Problems();
    return read(
        Hocon.load(file, problems).flatMap(found -> Hocon.resolve(found, problems)),
        problems,
        classes);
  }

  /**
   * Reads a configuration that the caller has put together, resolved or not, with {@code
   * reference.conf} below it.
   *
   * @throws ConfigurationException with every problem found
   */
  public static WeftConfig read(Config config, ClassCheck classes) {
    var problems = new Problems();
    return read(Hocon.resolve(config, problems), problems, classes);
  }

  private static WeftConfig read(
      Optional<ConfigValue> weft, Problems problems, ClassCheck classes) {
    Optional<WeftConfig> read =
        weft.map(value -> ConfigReader.read(Section.root("weft", value, problems), classes));
    List<ConfigurationProblem> found = problems.all().stream().map(WeftConfig::problem).toList();
    if (!found.isEmpty()) {
      throw new ConfigurationException(found);
    }
    problems.warnings().forEach(log::warn);
    return read.orElseThrow();
  }

  private static ConfigurationProblem problem(Problems.Found found) {
    return new ConfigurationProblem(found.location().toString(), found.path(), found.what());
  }
}
