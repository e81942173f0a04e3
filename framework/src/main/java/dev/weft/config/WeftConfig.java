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
 * @param server how the server is reached and published to
 * @param storage the streams
 * @param work the handlers, the responders and what they share
 * @param process what holds for the process as a whole
 */
public record WeftConfig(
    ServerConfig server, StorageConfig storage, WorkConfig work, ProcessConfig process) {

  private static final Logger log = LoggerFactory.getLogger(WeftConfig.class);

  /** Which transport carries the messages. */
  public TransportKind transport() {
    return server.transport();
  }

  /** How to reach NATS; of no use with {@link TransportKind#MEMORY}. */
  public ConnectionSettings nats() {
    return server.nats();
  }

  /** How long each try of a publish waits for the server's answer. */
  public Duration publishTimeout() {
    return server.publishTimeout();
  }

  /** How often it is tried again, and how many may be under way. */
  public PublishLimits publish() {
    return server.publish();
  }

  /** The streams to check or create, in the order of the file. */
  public List<StreamSpec> streams() {
    return storage.streams();
  }

  /** NATS's own settings for the streams that Weft keeps beside others. */
  public Map<SideStream, Map<String, Object>> sideStreams() {
    return storage.sideStreams();
  }

  /** How retries that wait long are kept. */
  public ScheduledRetriesConfig scheduledRetries() {
    return storage.scheduledRetries();
  }

  /** The enabled handlers, in the order of the file. */
  public List<HandlerConfig> handlers() {
    return work.handlers();
  }

  /** The enabled responders, in the order of the file; at least one, or a handler. */
  public List<ResponderConfig> responders() {
    return work.responders();
  }

  /** Rates that handlers share, by their names. */
  public Map<String, Rate> limits() {
    return work.limits();
  }

  /** How long a stop may take. */
  public ShutdownConfig shutdown() {
    return process.shutdown();
  }

  /** The endpoint for probes. */
  public HttpConfig http() {
    return process.http();
  }

  /** How many bytes of messages are received before others are handled. */
  public ReceiveConfig receive() {
    return process.receive();
  }

  /** NATS's own settings for one kind of the streams that Weft keeps beside others. */
  public Map<String, Object> sideStream(SideStream kind) {
    var settings =
        new HashMap<>(kind.shared(sideStreams().getOrDefault(SideStream.DEAD_LETTERS, Map.of())));
    settings.putAll(sideStreams().getOrDefault(kind, Map.of()));
    return settings;
  }

  /**
   * The same as one replica alone runs it that has all partitions to itself, and without rates and
   * limits: for a test that has to know when all that can be done is done.
   */
  public WeftConfig alone() {
    return new WeftConfig(server, storage, work.alone(), process);
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
