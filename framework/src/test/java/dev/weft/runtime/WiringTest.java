package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.typesafe.config.ConfigFactory;
import dev.weft.ConfigurationException;
import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.codec.JsonCodec;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.TestHandlers.Order;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import dev.weft.runtime.load.UserObjects;
import dev.weft.testing.CapturedLog;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handlers get what they need, and are closed at the end. */
class WiringTest {

  @BeforeEach
  void reset() {
    TestHandlers.reset();
    WiredHandlers.EVENTS.clear();
  }

  @Test
  void aHandlerReadsItsOwnSettings() {
    try (WorkerRuntime weft =
        start(
            Configs.CLASSES,
            handler("greet", WiredHandlers.Greeting.class)
                + "weft.handlers.greet.settings { greeting = Hello, patience = 2s }")) {
      publish(weft, "1");

      await().until(() -> WiredHandlers.EVENTS.contains("Hello 1 within PT2S"));
    }
  }

  @Test
  void settingsThatDoNotFitFailTheStartWithTheirKey() {
    assertThatThrownBy(
            () ->
                start(
                    Configs.CLASSES,
                    handler("greet", WiredHandlers.Greeting.class)
                        + "weft.handlers.greet.settings { greting = Hello, patience = 2s }"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "weft.handlers.greet.settings.greeting: missing; the block has greting, patience");
  }

  @Test
  void handlersAreClosedAfterTheDrainOnceTheLastOneFirst() {
    WorkerRuntime weft =
        start(
            Configs.CLASSES,
            handler("first", WiredHandlers.Closing.class),
            handler("second", WiredHandlers.Closing.class));
    publish(weft, "1");
    await().until(() -> WiredHandlers.EVENTS.contains("second started 1"));

    Thread stopper = Thread.ofVirtual().start(weft::stop);
    await().until(() -> weft.problems().contains("stopping"));
    TestHandlers.GATE.release(2);
    await().until(() -> !stopper.isAlive());
    weft.stop();

    assertThat(WiredHandlers.EVENTS)
        .endsWith("second closed and published", "first closed and published")
        .contains("first finished 1", "second finished 1")
        .hasSize(6);
  }

  @Test
  void aCloseThatFailsIsLoggedAndTheOthersAreClosed() {
    try (var log = CapturedLog.of(UserObjects.class.getName(), Level.WARN)) {
      start(
              Configs.CLASSES,
              handler("first", WiredHandlers.Closing.class),
              handler("broken", WiredHandlers.FailingToClose.class))
          .stop();

      assertThat(WiredHandlers.EVENTS).containsExactly("first closed and published");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("ERROR handler broken: its close failed")
          .contains("disk full");
    }
  }

  @Test
  void aCloseThatHangsDoesNotHoldUpTheStop() {
    try (var log = CapturedLog.of(UserObjects.class.getName(), Level.WARN)) {
      WorkerRuntime weft =
          start(
              Configs.CLASSES,
              handler("hanging", WiredHandlers.HangingInClose.class)
                  + "weft.shutdown { drain = 500ms, interrupt = 500ms }");

      await().untilAsserted(weft::stop);

      assertThat(log.lines()).singleElement().asString().contains("not closed after");
    }
  }

  @Test
  void whatWasMadeBeforeAFailedStartIsClosed() {
    assertThatThrownBy(
            () ->
                start(
                    Configs.CLASSES,
                    handler("first", WiredHandlers.Releasing.class),
                    handler("broken", TestHandlers.Broken.class)))
        .isInstanceOf(ConfigurationException.class);

    assertThat(WiredHandlers.EVENTS).containsExactly("first released");
  }

  @Test
  void aFactoryOnTheClassPathMakesTheHandlersAndIsClosedLast(@TempDir Path folder)
      throws IOException {
    try (URLClassLoader loader = naming(folder, WiredHandlers.Factory.class)) {
      UserClasses classes = UserClasses.of(loader);
      try (WorkerRuntime weft =
          start(
              classes,
              handler("injected", WiredHandlers.Injected.class),
              handler("first", WiredHandlers.Closing.class))) {
        publish(weft, "1");
        await().until(() -> WiredHandlers.EVENTS.contains("injected by factory for injected"));
        TestHandlers.GATE.release(1);
        await().until(() -> WiredHandlers.EVENTS.contains("first finished 1"));
      }

      // The factory leaves Closing to its constructor.
      assertThat(WiredHandlers.EVENTS)
          .endsWith("first closed and published", "injected closed", "factory closed");
    }
  }

  @Test
  void aFactoryMayBeGivenAndIsItsGiversToClose() {
    var factory = new WiredHandlers.Factory();

    start(
            UserClasses.of(getClass().getClassLoader(), factory),
            handler("injected", WiredHandlers.Injected.class))
        .stop();

    assertThat(WiredHandlers.EVENTS).containsExactly("injected closed");
  }

  @Test
  void twoFactoriesAreAnErrorThatNamesBoth(@TempDir Path folder) throws IOException {
    try (URLClassLoader loader =
        naming(folder, WiredHandlers.Factory.class, WiredHandlers.OtherFactory.class)) {
      assertThatThrownBy(
              () ->
                  start(UserClasses.of(loader), handler("injected", WiredHandlers.Injected.class)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(WiredHandlers.Factory.class.getName())
          .hasMessageContaining(WiredHandlers.OtherFactory.class.getName())
          .hasMessageContaining("several handler factories");
      assertThatThrownBy(
              () -> start(UserClasses.of(loader), handler("note", TestHandlers.Noting.class)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("several handler factories");
    }
  }

  @Test
  void aHandlerThatNobodyCanMakeFailsTheStart() {
    HandlerFactory none = new WiredHandlers.OtherFactory();

    assertThatThrownBy(
            () ->
                start(
                    UserClasses.of(getClass().getClassLoader(), none),
                    handler("injected", WiredHandlers.Injected.class)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("the handler factory did not make it");
  }

  @Test
  void aFactoryThatFailsFailsTheStart() {
    HandlerFactory failing =
        new HandlerFactory() {
          @Override
          public <T> Optional<T> create(Class<T> type, HandlerContext context) throws IOException {
            throw new IOException("no such bean");
          }
        };

    assertThatThrownBy(
            () ->
                start(
                    UserClasses.of(getClass().getClassLoader(), failing),
                    handler("injected", WiredHandlers.Injected.class)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("weft.handlers.injected")
        .hasMessageContaining("no such bean");
  }

  private static URLClassLoader naming(Path folder, Class<?>... factories) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    var names = new StringBuilder();
    for (Class<?> factory : factories) {
      names.append(factory.getName()).append('\n');
    }
    Files.writeString(services.resolve(HandlerFactory.class.getName()), names, UTF_8);
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, WiringTest.class.getClassLoader());
  }

  private static void publish(WorkerRuntime weft, String id) {
    weft.publisher(JsonCodec.of(Order.class)).publish("orders.a", new Order(id, 10));
  }

  private static String handler(String name, Class<?> type) {
    return """
        weft.handlers.%s { class = "%s", stream = ORDERS }
        """
        .formatted(name, Configs.name(type));
  }

  private static WorkerRuntime start(UserClasses classes, String... parts) {
    WeftConfig config =
        WeftConfig.read(
            ConfigFactory.parseString(
                """
                weft.transport = memory
                weft.streams.ORDERS { subjects = ["orders.>"] }
                weft.streams.CLOSED { subjects = ["closed.>"] }
                """
                    + String.join("\n", parts)),
            classes);
    return WorkerRuntime.start(config, classes, Observer.none());
  }
}
