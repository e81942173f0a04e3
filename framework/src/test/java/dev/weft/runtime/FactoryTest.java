package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.weft.BatchHandler;
import dev.weft.Codec;
import dev.weft.ConfigurationException;
import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.Request;
import dev.weft.Responder;
import dev.weft.codec.StringCodec;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A factory makes every kind of user class, for the entry that names it, and takes it back. */
class FactoryTest {

  private final Queue<String> events = new ConcurrentLinkedQueue<>();
  private final Factory factory = new Factory(events);
  private final UserClasses classes = UserClasses.of(getClass().getClassLoader(), factory);

  /** What has no constructor that Weft could call. */
  abstract static class Part {

    final String whose;
    final Queue<String> events;

    Part(String whose, Queue<String> events) {
      this.whose = whose;
      this.events = events;
    }

    void note(String what) {
      events.add(getClass().getSimpleName() + " of " + whose + " " + what);
    }
  }

  static final class Single extends Part implements Handler<String> {
    Single(String whose, Queue<String> events) {
      super(whose, events);
    }

    @Override
    public void handle(Message<String> message) {
      note("handles " + message.payload());
    }
  }

  static final class Several extends Part implements BatchHandler<String> {
    Several(String whose, Queue<String> events) {
      super(whose, events);
    }

    @Override
    public void handle(List<Message<String>> messages) {
      note("handles " + messages.size());
    }
  }

  static final class Answers extends Part implements Responder<String, String> {
    Answers(String whose, Queue<String> events) {
      super(whose, events);
    }

    @Override
    public String respond(Request<String> request) {
      note("answers");
      return request.payload();
    }
  }

  static final class Around extends Part implements Middleware {
    Around(String whose, Queue<String> events) {
      super(whose, events);
    }

    @Override
    public void handle(Message<?> message, Next next) throws Exception {
      note("is around " + message.payload());
      next.proceed();
    }
  }

  static final class First extends Part implements MessageKey {
    First(String whose, Queue<String> events) {
      super(whose, events);
    }

    @Override
    public String of(String subject, Headers headers, byte[] data) {
      return "one";
    }
  }

  static final class Upper extends Part implements Codec<String> {
    Upper(String whose, Queue<String> events) {
      super(whose, events);
    }

    @Override
    public String contentType() {
      return StringCodec.INSTANCE.contentType();
    }

    @Override
    public byte[] encode(String payload) throws Exception {
      return StringCodec.INSTANCE.encode(payload);
    }

    @Override
    public String decode(byte[] data) throws Exception {
      return StringCodec.INSTANCE.decode(data).toUpperCase(Locale.ROOT);
    }
  }

  /** Middleware that no factory makes, with settings of its handler. */
  public static final class Tagging implements Middleware {

    private final String tag;

    /** Reads its settings. */
    public Tagging(HandlerContext context) {
      tag = context.name() + "/" + context.settings().get("tag");
    }

    @Override
    public void handle(Message<?> message, Next next) throws Exception {
      EVENTS.add(tag);
      next.proceed();
    }
  }

  private static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();

  /** Makes parts, each by its class, and notes what it takes back. */
  private static final class Factory implements HandlerFactory {

    private final Queue<String> events;
    private Function<Class<?>, Optional<Object>> other = type -> Optional.empty();

    Factory(Queue<String> events) {
      this.events = events;
    }

    @Override
    @SuppressWarnings("unchecked") // a container does no better
    public <T> Optional<T> create(Class<T> type, HandlerContext context) throws Exception {
      Optional<Object> others = other.apply(type);
      if (others.isPresent()) {
        return (Optional<T>) others;
      }
      if (!Part.class.isAssignableFrom(type)) {
        return Optional.empty();
      }
      events.add("makes " + type.getSimpleName() + " of " + context.name());
      return Optional.of(
          type.getDeclaredConstructor(String.class, Queue.class)
              .newInstance(context.name() + context.settings().getOrDefault("mark", ""), events));
    }

    @Override
    public void destroy(Object object) {
      events.add("takes " + object.getClass().getSimpleName());
    }
  }

  private static final String CONFIG =
      """
      weft.transport = memory
      weft.streams.S.subjects = ["s.>"]
      weft.handlers.single {
        class = "%s", stream = S, consumer.filter_subject = s.one, concurrency = 2
        codec = "%s", ordering = key, key = "%s", middleware = ["%s"], settings.mark = "!"
      }
      weft.handlers.several {
        class = "%s", stream = S, consumer.filter_subject = s.many, codec = string
        batch { size = 2, linger = 30s }
      }
      weft.handlers.answers { class = "%s", mode = reply, subject = ask, codec = "%s" }
      """
          .formatted(
              Configs.name(Single.class),
              Configs.name(Upper.class),
              Configs.name(First.class),
              Configs.name(Around.class),
              Configs.name(Several.class),
              Configs.name(Answers.class),
              Configs.name(Upper.class));

  private static final List<String> MADE =
      List.of(
          "makes Single of single",
          "makes Upper of single",
          "makes First of single",
          "makes Around of single",
          "makes Several of several",
          "makes Answers of answers",
          "makes Upper of answers",
          "makes Upper of answers");
  private static final List<String> TAKEN =
      List.of(
          "takes Upper",
          "takes Upper",
          "takes Answers",
          "takes Several",
          "takes Around",
          "takes First",
          "takes Upper",
          "takes Single");

  @Test
  void everyKindIsMadeForItsEntryAndTakenBackTheLastFirst() {
    WorkerRuntime weft = WorkerRuntime.start(config(CONFIG), classes, Observer.none());
    try (weft) {
      assertThat(events).containsExactlyElementsOf(MADE);
      events.clear();
      var publisher = weft.publisher(StringCodec.INSTANCE);
      publisher.publish("s.one", "a");
      publisher.publish("s.many", "b");
      publisher.publish("s.many", "c");
      await().until(() -> events.contains("Several of several handles 2"));
      await().until(() -> events.contains("Single of single! handles A"));
      assertThat(events).contains("Around of single! is around A");
      assertThat(weft.requester(StringCodec.INSTANCE, StringCodec.INSTANCE).request("ask", "price"))
          .isEqualTo("PRICE");
      events.clear();
    }

    assertThat(events).containsExactlyElementsOf(TAKEN);
  }

  @Test
  void theCheckMakesEveryKindAndGivesItBack() {
    assertThat(WorkerRuntime.checkHandlers(config(CONFIG), classes)).isEmpty();

    assertThat(events.stream().limit(MADE.size())).containsExactlyElementsOf(MADE);
    assertThat(events.stream().skip(MADE.size())).containsExactlyElementsOf(TAKEN);
  }

  @Test
  void withoutAFactoryEachOfThemIsRefusedSinceNobodyCouldMakeIt() {
    UserClasses none = UserClasses.of(getClass().getClassLoader());

    assertThatThrownBy(() -> WeftConfig.read(ConfigFactory.parseString(CONFIG), none))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            refused ->
                assertThat(refused.problems())
                    .hasSize(7)
                    .allSatisfy(
                        problem ->
                            assertThat(problem.toString())
                                .contains(
                                    "public constructor that takes nothing or a"
                                        + " dev.weft.HandlerContext, or a dev.weft.HandlerFactory"
                                        + " that makes it")));
  }

  @Test
  void whatItMakesHasToFitItsPlace() {
    factory.other = type -> type == Around.class ? Optional.of("a text") : Optional.empty();

    assertThat(WorkerRuntime.checkHandlers(config(CONFIG), classes))
        .containsExactly(
            "weft.handlers.single: "
                + Around.class.getName()
                + ": "
                + Factory.class.getName()
                + " made a java.lang.String of it, which does not implement dev.weft.Middleware");
    assertThat(events).contains("takes String");
  }

  @Test
  void oneObjectForSeveralEntriesIsTakenBackOnce() {
    var shared = new Around("all", events);
    factory.other = type -> type == Around.class ? Optional.of(shared) : Optional.empty();
    String second =
        """
        weft.handlers.second {
          class = "%s", stream = S, codec = string, middleware = ["%s"]
        }
        """
            .formatted(Configs.name(Single.class), Configs.name(Around.class));

    assertThat(WorkerRuntime.checkHandlers(config(CONFIG + second), classes)).isEmpty();

    assertThat(events.stream().filter("takes Around"::equals)).hasSize(1);
  }

  @Test
  void whatItLeavesIsMadeByItsConstructorWithTheContextOfItsHandler() {
    EVENTS.clear();
    String tagged =
        CONFIG.replace(Configs.name(Around.class), Configs.name(Tagging.class))
            + "weft.handlers.single.settings.tag = blue";

    try (WorkerRuntime weft = WorkerRuntime.start(config(tagged), classes, Observer.none())) {
      weft.publisher(StringCodec.INSTANCE).publish("s.one", "a");

      await().until(() -> EVENTS.contains("single/blue"));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // not every caller has a null checker
  void aNullThatTheContextIsAskedWithIsRefusedByItsName() {
    var contexts = new ConcurrentLinkedQueue<HandlerContext>();
    HandlerFactory keeping =
        new HandlerFactory() {
          @Override
          public <T> Optional<T> create(Class<T> type, HandlerContext context) throws Exception {
            contexts.add(context);
            return factory.create(type, context);
          }
        };
    UserClasses kept = UserClasses.of(getClass().getClassLoader(), keeping);
    assertThat(WorkerRuntime.checkHandlers(config(CONFIG), kept)).isEmpty();
    HandlerContext context = contexts.element();

    assertThatNullPointerException()
        .isThrownBy(() -> context.settings(null))
        .withMessageStartingWith("settings type: null");
    assertThatNullPointerException()
        .isThrownBy(() -> context.publisher(null))
        .withMessageStartingWith("payload type: null");
    assertThatNullPointerException()
        .isThrownBy(() -> context.requester(null, String.class))
        .withMessageStartingWith("request type: null");
    assertThatNullPointerException()
        .isThrownBy(() -> context.requester(String.class, null))
        .withMessageStartingWith("answer type: null");
  }

  private WeftConfig config(String text) {
    return WeftConfig.read(ConfigFactory.parseString(text), classes);
  }
}
