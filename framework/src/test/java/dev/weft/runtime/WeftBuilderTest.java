package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.BatchHandler;
import dev.weft.ConfigurationException;
import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.Message;
import dev.weft.codec.StringCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runtime by its builder, in this process. */
class WeftBuilderTest {

  private static final String CONFIG =
      """
      weft.transport = memory
      weft.streams.WORDS { subjects = ["words.>"] }
      weft.handlers.words { stream = WORDS, codec = string }
      """;

  private final Queue<String> seen = new ConcurrentLinkedQueue<>();

  /**
   * Has a collaborator, as an object of the caller's does, and no constructor that Weft could use.
   */
  private static final class Words implements Handler<String> {

    private final Queue<String> seen;

    Words(Queue<String> seen) {
      this.seen = seen;
    }

    @Override
    public void handle(Message<String> message) {
      seen.add(message.payload());
    }
  }

  /** Handles nothing. */
  public static final class Strict implements Handler<String> {
    @Override
    public void handle(Message<String> message) {
      throw new IllegalStateException("not the object");
    }
  }

  /** Handles bytes. */
  public static final class Bytes implements Handler<byte[]> {
    @Override
    public void handle(Message<byte[]> message) {}
  }

  /** A class that only a factory can make. */
  public static final class Injected implements Handler<String> {

    private final Queue<String> seen;

    Injected(Queue<String> seen) {
      this.seen = seen;
    }

    @Override
    public void handle(Message<String> message) {
      seen.add(message.payload());
    }
  }

  @Test
  void anObjectHandlesWithoutAClassInItsEntry() {
    try (Weft weft = Weft.builder().config(CONFIG).handler("words", new Words(seen)).start()) {
      assertHandles(weft);
    }
  }

  @Test
  void anObjectGoesBeforeTheClassOfItsEntry() {
    String config = CONFIG + "weft.handlers.words.class = \"" + Strict.class.getName() + "\"";

    try (Weft weft = Weft.builder().config(config).handler("words", new Words(seen)).start()) {
      assertHandles(weft);
    }
  }

  @Test
  void theClassOfItsEntryNeedsNoConstructorThen() {
    String config = CONFIG + "weft.handlers.words.class = \"" + Injected.class.getName() + "\"";

    try (Weft weft = Weft.builder().config(config).handler("words", new Words(seen)).start()) {
      assertHandles(weft);
    }
  }

  @Test
  void theClassOfItsEntryIsAHandlerOfAPayloadAllTheSame() {
    String config = CONFIG + "weft.handlers.words.class = \"java.lang.String\"";

    assertThatThrownBy(
            () -> Weft.builder().config(config).handler("words", new Words(seen)).start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("implements neither dev.weft.Handler nor dev.weft.BatchHandler");
  }

  @Test
  void anObjectMayBeOfAClassThatTheClassLoaderDoesNotFind() {
    var builder = Weft.builder().config(CONFIG).classLoader(ClassLoader.getPlatformClassLoader());

    try (Weft weft = builder.handler("words", new Words(seen)).start()) {
      assertHandles(weft);
    }
  }

  @Test
  void theClassOfItsEntryMayBeTheObjectsOwnThatTheClassLoaderDoesNotFind() {
    String config = CONFIG + "weft.handlers.words.class = \"" + Words.class.getName() + "\"";
    var builder = Weft.builder().config(config).classLoader(ClassLoader.getPlatformClassLoader());

    try (Weft weft = builder.handler("words", new Words(seen)).start()) {
      assertHandles(weft);
    }
  }

  @Test
  void anObjectForAResponderIsRefused() {
    String config =
        CONFIG
            + "weft.handlers.prices { mode = reply, subject = prices.get, class = \""
            + TestResponders.Prices.class.getName()
            + "\" }";
    var builder =
        Weft.builder()
            .config(config)
            .handler("words", new Words(seen))
            .handler("prices", new Words(seen));

    assertThatIllegalArgumentException()
        .isThrownBy(builder::start)
        .withMessage(
            "handler prices: an object is given for it, but it is a responder (mode = reply);"
                + " expected a handler of messages. A responder is made by a HandlerFactory, or by"
                + " its constructor");
  }

  @Test
  void withoutAnObjectAnEntryNeedsAClass() {
    assertThatThrownBy(() -> Weft.builder().config(CONFIG).start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("weft.handlers.words.class");
  }

  @Test
  void aThreadWithoutAContextClassLoaderFindsClassesAllTheSame() {
    String config = CONFIG + "weft.handlers.words.class = \"" + Strict.class.getName() + "\"";
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();

    thread.setContextClassLoader(null);
    try {
      assertThat(Weft.builder().config(config).check()).isEmpty();
    } finally {
      thread.setContextClassLoader(context);
    }
  }

  @Test
  void aFactoryMakesWhatIsNotGivenAsAnObject() {
    HandlerFactory factory =
        new HandlerFactory() {
          @Override
          public <T> Optional<T> create(Class<T> type, HandlerContext context) {
            return Optional.of(type.cast(new Injected(seen)));
          }
        };
    String config = CONFIG + "weft.handlers.words.class = \"" + Injected.class.getName() + "\"";

    try (Weft weft = Weft.builder().config(config).factory(factory).start()) {
      assertHandles(weft);
    }
  }

  /** Handles several words at once. */
  private static final class Sentences implements BatchHandler<String> {

    private final Queue<String> seen;

    Sentences(Queue<String> seen) {
      this.seen = seen;
    }

    @Override
    public void handle(List<Message<String>> messages) {
      messages.forEach(message -> seen.add(message.payload()));
    }
  }

  @Test
  void anObjectMayHandleBatches() {
    try (Weft weft =
        Weft.builder().config(CONFIG).batchHandler("words", new Sentences(seen)).start()) {
      assertHandles(weft);
    }
  }

  @Test
  void anObjectOfBatchesForAClassOfSingleMessagesIsRefused() {
    String config = CONFIG + "weft.handlers.words.class = \"" + Strict.class.getName() + "\"";
    var builder = Weft.builder().config(config).batchHandler("words", new Sentences(seen));

    assertThatThrownBy(builder::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "weft.handlers.words: a "
                + Sentences.class.getName()
                + " is given for it; expected an object that implements dev.weft.Handler, as the"
                + " class of its entry, "
                + Strict.class.getName()
                + ", does");
  }

  @Test
  void theConfigurationMayBeAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("words.conf"), CONFIG);

    try (Weft weft = Weft.builder().config(file).handler("words", new Words(seen)).start()) {
      assertHandles(weft);
    }
  }

  @Test
  void anObjectForNoConfiguredHandlerIsRefused() {
    var builder =
        Weft.builder()
            .config(CONFIG)
            .handler("words", new Words(seen))
            .handler("wrods", new Words(seen));

    assertThatIllegalArgumentException()
        .isThrownBy(builder::start)
        .withMessage(
            "handler wrods: an object is given for it, but it is not configured, or not enabled;"
                + " expected one of [words]");
  }

  @Test
  void anObjectOfAnotherPayloadThanTheClassOfItsEntryIsRefused() {
    String config = CONFIG + "weft.handlers.words.class = \"" + Bytes.class.getName() + "\"";
    var builder =
        Weft.builder()
            .config(config.replace("codec = string", ""))
            .handler("words", new Words(seen));

    assertThatIllegalArgumentException()
        .isThrownBy(builder::start)
        .withMessage(
            "handler words: the object handles java.lang.String, and the class of its entry"
                + " byte[]; expected the same, or no class in the entry");
  }

  @Test
  void aTextThatCannotBeReadIsAProblemOfTheConfiguration() {
    assertThatThrownBy(() -> Weft.builder().config("weft {").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void aLambdaIsRefusedSinceItDoesNotSayWhatItsPayloadIs() {
    Handler<String> lambda = message -> seen.add(message.payload());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Weft.builder().handler("words", lambda))
        .withMessage(
            "handler words: a lambda does not say what its payload is, which is read from the"
                + " object's class; write a class, as in `class Shipping implements"
                + " Handler<OrderPlaced>`");
  }

  @Test
  @SuppressWarnings("NullAway") // not every caller has a null checker
  void nullIsRefusedByItsName() {
    @Nullable String nothing = null;

    assertThatNullPointerException()
        .isThrownBy(() -> Weft.builder().config(nothing))
        .withMessage("config: null; expected HOCON, as in \"weft { … }\"");
    assertThatNullPointerException()
        .isThrownBy(() -> Weft.builder().handler("words", null))
        .withMessage("handler words: null; expected an object");
  }

  private void assertHandles(Weft weft) {
    weft.publisher(StringCodec.INSTANCE).publish("words.one", "hello");
    await().until(() -> seen.contains("hello"));
  }
}
