package dev.weft.app;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets logging up without a file: lines for people, or JSON in a container.
 *
 * <p>{@code WEFT_LOG} chooses {@code text} or {@code json}; without it a pod logs JSON, anything
 * else text. {@code WEFT_LOG_LEVEL} is the level, {@code INFO} by default. Logback finds this class
 * by itself, before any {@code logback.xml}; {@code -Dlogback.configurationFile} has one read
 * instead.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {

  private static final String LEVEL = "WEFT_LOG_LEVEL";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Map<String, String> environment = System.getenv();
    Encoder<ILoggingEvent> encoder = isJson(environment) ? json() : text();
    encoder.setContext(context);
    encoder.start();
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setName("console");
    console.setEncoder(encoder);
    console.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(environment.get(LEVEL), Level.INFO));
    root.addAppender(console);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Sends what the JDK and the OpenTelemetry SDK log the same way. */
  static void bridgeJavaLogging() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** Keeps a logger silent, unless a level was asked for. */
  static void silence(String logger) {
    if (!System.getenv().containsKey(LEVEL)
        && LoggerFactory.getLogger(logger) instanceof ch.qos.logback.classic.Logger known) {
      known.setLevel(Level.OFF);
    }
  }

  static boolean isJson(Map<String, String> environment) {
    String format = environment.get("WEFT_LOG");
    return format == null
        ? environment.containsKey("KUBERNETES_SERVICE_HOST")
        : format.toLowerCase(Locale.ROOT).equals("json");
  }

  /** An object a line; the fields of a message are in its {@code mdc}. */
  static Encoder<ILoggingEvent> json() {
    var encoder = new JsonEncoder();
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    return encoder;
  }

  private static Encoder<ILoggingEvent> text() {
    var encoder = new PatternLayoutEncoder();
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n");
    return encoder;
  }
}
