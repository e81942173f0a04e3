package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.codec.BytesCodec;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import java.math.BigDecimal;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one handler emits the next one reads, with nothing said of codecs. */
class EmittedPayloadsTest {

  private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

  public record Price(String item, BigDecimal amount) {}

  public static final class Emitting implements Handler<byte[]> {
    @Override
    public void handle(Message<byte[]> message) {
      message.emit("out.text", "text that is emitted");
      message.emit("out.bytes", new byte[] {1, 2});
      message.emit("out.record", new Price("tea", new BigDecimal("2.50")));
      message.emit("out.tree", new Price("tree", new BigDecimal("2.50")));
      message.emit("out.list", List.of("a", "b"));
      message.emit("out.number", 42);
    }
  }

  public abstract static class Noting<T> implements Handler<T> {
    @Override
    public void handle(Message<T> message) {
      SEEN.add(text(message.payload()) + " #" + message.attempt());
    }

    String text(T payload) {
      return String.valueOf(payload);
    }
  }

  public static final class Texts extends Noting<String> {}

  public static final class Bytes extends Noting<byte[]> {
    @Override
    String text(byte[] payload) {
      return payload.length + " bytes";
    }
  }

  public static final class Records extends Noting<Price> {}

  public static final class Trees extends Noting<JsonNode> {}

  public static final class Lists extends Noting<List<String>> {}

  public static final class Numbers extends Noting<Long> {}

  @BeforeEach
  void reset() {
    SEEN.clear();
  }

  @Test
  void itIsReadAsItsTypeOnTheFirstAttempt() {
    var classes = UserClasses.of(getClass().getClassLoader());
    var config =
        ConfigFactory.parseString(
            "weft { transport = memory, streams { IN.subjects = [\"in\"], OUT.subjects = [\"out.*\"] }\n"
                + "handlers {"
                + handler("emit", Emitting.class, "IN", "in")
                + handler("text", Texts.class, "OUT", "out.text")
                + handler("bytes", Bytes.class, "OUT", "out.bytes")
                + handler("record", Records.class, "OUT", "out.record")
                + handler("tree", Trees.class, "OUT", "out.tree")
                + handler("list", Lists.class, "OUT", "out.list")
                + handler("number", Numbers.class, "OUT", "out.number")
                + "} }");
    try (WorkerRuntime weft =
        WorkerRuntime.start(WeftConfig.read(config, classes), classes, Observer.none())) {
      weft.publisher(BytesCodec.INSTANCE).publish("in", new byte[1]);

      await()
          .untilAsserted(
              () ->
                  assertThat(SEEN)
                      .containsExactlyInAnyOrder(
                          "text that is emitted #1",
                          "2 bytes #1",
                          "Price[item=tea, amount=2.50] #1",
                          "{\"item\":\"tree\",\"amount\":2.50} #1",
                          "[a, b] #1",
                          "42 #1"));
    }
  }

  private static String handler(String name, Class<?> type, String stream, String subject) {
    return "%s { class = \"%s\", stream = %s, consumer.filter_subject = \"%s\" }\n"
        .formatted(name, type.getName(), stream, subject);
  }
}
