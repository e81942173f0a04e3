package dev.weft.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.typesafe.config.ConfigFactory;
import dev.weft.Codec;
import dev.weft.ConfigurationException;
import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.Request;
import dev.weft.Responder;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.Configs;
import dev.weft.runtime.TestHandlers;
import dev.weft.runtime.TestHandlers.Order;
import dev.weft.runtime.WiredHandlers;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users wrote is constructed by the check as by the start, and refused alike. */
class ConstructionTest {

  private static final String NOTE =
      "handlers.test { class = \"" + Configs.name(TestHandlers.Noting.class) + "\", stream = S";

  @BeforeEach
  void reset() {
    WiredHandlers.EVENTS.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Handler", "Responder", "Middleware", "Key", "Codec", "Settings"})
  void theCheckRefusesWhatTheStartRefusesInTheSameWords(String place) {
    WeftConfig config = config(broken(place));

    List<String> problems = WorkerRuntime.checkHandlers(config, Configs.CLASSES);

    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("weft.handlers.test: ")
        .contains(
            place.equals("Settings")
                ? "weft.handlers.test.settings.patience"
                : "its constructor failed: IllegalStateException: no ");
    assertThatThrownBy(() -> WorkerRuntime.start(config, Configs.CLASSES, Observer.none()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(problems.getFirst());
  }

  @Test
  void theLineOfTheConstructorThatFailedIsLogged() {
    try (var log = CapturedLog.of(Construction.class.getName(), Level.ERROR)) {
      WorkerRuntime.checkHandlers(config(broken("Handler")), Configs.CLASSES);

      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(
              "ERROR handler test: cannot be made: java.lang.IllegalStateException: no database")
          .contains("\n\tat " + TestHandlers.Broken.class.getName() + ".<init>(TestHandlers.java:");
    }
  }

  @Test
  void aFactoryThatIsNeverMadeIsRefusedByTheCheck() {
    UserClasses classes =
        UserClasses.of(
            getClass().getClassLoader(),
            new HandlerFactory() {
              @Override
              public <T> Optional<T> create(Class<T> type, HandlerContext context) {
                throw new AssertionError("no container");
              }
            });

    assertThat(WorkerRuntime.checkHandlers(config(NOTE + " }"), classes))
        .singleElement()
        .asString()
        .contains("could not make it: AssertionError: no container");
  }

  @Test
  void theCheckClosesWhatItMadeAlsoWhereItFails() {
    String releasing =
        "handlers.first { class = \""
            + Configs.name(WiredHandlers.Releasing.class)
            + "\", stream = S }\n";

    assertThat(WorkerRuntime.checkHandlers(config(releasing), Configs.CLASSES)).isEmpty();
    assertThat(WiredHandlers.EVENTS).containsExactly("first released");

    assertThat(WorkerRuntime.checkHandlers(config(releasing + broken("Handler")), Configs.CLASSES))
        .hasSize(1);
    assertThat(WiredHandlers.EVENTS).containsExactly("first released", "first released");
  }

  @Test
  void theCheckSendsNothing() {
    assertThat(
            WorkerRuntime.checkHandlers(
                config(handler(WiredHandlers.PublishingEarly.class)), Configs.CLASSES))
        .singleElement()
        .asString()
        .contains("publish to closed.early: a check sends nothing; expected a constructor that");

    try (var log = CapturedLog.of(UserObjects.class.getName(), Level.INFO)) {
      assertThat(
              WorkerRuntime.checkHandlers(
                  config(handler(WiredHandlers.Closing.class)), Configs.CLASSES))
          .isEmpty();
      assertThat(log.lines())
          .containsExactly(
              "INFO handler test: its close publishes or asks, which a check does not do");
    }
  }

  private static String broken(String place) {
    return switch (place) {
      case "Handler" -> handler(TestHandlers.Broken.class);
      case "Responder" ->
          "handlers.test { class = \""
              + Configs.name(BrokenResponder.class)
              + "\", mode = reply, subject = ask }";
      case "Middleware" -> NOTE + ", middleware = [\"" + Configs.name(BrokenRules.class) + "\"] }";
      case "Key" ->
          NOTE
              + ", concurrency = 2, ordering = key, key = \""
              + Configs.name(BrokenKey.class)
              + "\" }";
      case "Codec" -> NOTE + ", codec = \"" + Configs.name(BrokenCodec.class) + "\" }";
      case "Settings" ->
          "handlers.test { class = \""
              + Configs.name(WiredHandlers.Greeting.class)
              + "\", stream = S, settings.greeting = Hello }";
      default -> throw new IllegalArgumentException(place);
    };
  }

  private static String handler(Class<?> type) {
    return "handlers.test { class = \"" + Configs.name(type) + "\", stream = S }";
  }

  private static WeftConfig config(String handlers) {
    return WeftConfig.read(
        ConfigFactory.parseString(
            "weft { transport = memory, streams.S.subjects = [\"s.>\"]\n" + handlers + "\n}"),
        Configs.CLASSES);
  }

  /** Cannot be made. */
  public static final class BrokenResponder implements Responder<String, String> {
    /** Fails. */
    public BrokenResponder() {
      throw new IllegalStateException("no prices");
    }

    @Override
    public String respond(Request<String> request) {
      return request.payload();
    }
  }

  /** Cannot be made. */
  public static final class BrokenRules implements Middleware {
    /** Fails. */
    public BrokenRules() {
      throw new IllegalStateException("no rules");
    }

    @Override
    public void handle(Message<?> message, Next next) throws Exception {
      next.proceed();
    }
  }

  /** Cannot be made. */
  public static final class BrokenKey implements MessageKey {
    /** Fails. */
    public BrokenKey() {
      throw new IllegalStateException("no key");
    }

    @Override
    public String of(String subject, Headers headers, byte[] data) {
      return subject;
    }
  }

  /** Cannot be made. */
  public static final class BrokenCodec implements Codec<Order> {
    /** Fails. */
    public BrokenCodec() {
      throw new IllegalStateException("no schema");
    }

    @Override
    public String contentType() {
      return "text/plain";
    }

    @Override
    public byte[] encode(Order payload) {
      return new byte[0];
    }

    @Override
    public Order decode(byte[] data) {
      return new Order("1", 1);
    }
  }
}
