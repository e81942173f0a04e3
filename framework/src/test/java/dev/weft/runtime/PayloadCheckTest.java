package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import com.typesafe.config.ConfigFactory;
import dev.weft.Codec;
import dev.weft.ConfigurationException;
import dev.weft.ConfigurationProblem;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.Request;
import dev.weft.Responder;
import dev.weft.config.WeftConfig;
import dev.weft.runtime.load.UserClasses;
import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads that a codec can never make are a problem of the configuration, not of each message. */
class PayloadCheckTest {

  /** Sealed, and still nothing in the JSON says which of them it is. */
  public sealed interface Event permits Opened, Closed {}

  public record Opened(int id) implements Event {}

  public record Closed(int id) implements Event {}

  public abstract static class Base {
    public int id;
  }

  @SuppressWarnings({"ClassCanBeStatic", "InnerClassMayBeStatic"}) // what is tested
  public class Inner {
    public int id;
  }

  /** As many an older class is. */
  public static final class TwoParameters {
    private final String id;

    public TwoParameters(String id, int amount) {
      this.id = id + amount;
    }

    public String id() {
      return id;
    }
  }

  public record Holding(String id, Event event) {}

  public record Many(Map<String, List<Event>> events) {}

  public record Maybe(Optional<Base> base) {}

  public record Good(String id, Opened opened, List<Good> more, Object any) {}

  public abstract static class Quiet<T> implements Handler<T> {
    @Override
    public void handle(Message<T> message) {}
  }

  public static class OfEvent extends Quiet<Event> {}

  public static class OfBase extends Quiet<Base> {}

  public static class OfInner extends Quiet<Inner> {}

  public static class OfTwoParameters extends Quiet<TwoParameters> {}

  public static class OfHolding extends Quiet<Holding> {}

  public static class OfMany extends Quiet<Many> {}

  public static class OfMaybe extends Quiet<Maybe> {}

  public static class OfList extends Quiet<List<Event>> {}

  public static class OfGood extends Quiet<Good> {}

  public static class OfText extends Quiet<String> {}

  public static class OfBytes extends Quiet<byte[]> {}

  public static class OfProtobuf extends Quiet<StringValue> {}

  public static class OfCloudEvent extends Quiet<CloudEvent> {}

  /** Answers with what JSON can be written of, and not read to. */
  public static class Answering implements Responder<Good, Event> {
    @Override
    public Event respond(Request<Good> request) {
      return new Opened(1);
    }
  }

  public static class Asked implements Responder<Event, Good> {
    @Override
    public Good respond(Request<Event> request) {
      return new Good("", new Opened(1), List.of(), "");
    }
  }

  /** A codec of the user's, of one type. */
  public static class OpenedCodec implements Codec<Opened> {
    @Override
    public String contentType() {
      return "text/x-opened";
    }

    @Override
    public byte[] encode(Opened payload) {
      return new byte[] {(byte) payload.id()};
    }

    @Override
    public Opened decode(byte[] data) {
      return new Opened(data[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        OfEvent.class,
        OfBase.class,
        OfHolding.class,
        OfMany.class,
        OfMaybe.class,
        OfList.class
      })
  void whatSaysNotWhichClassToMakeFailsTheStart(Class<?> handler) {
    assertThat(problem(handler, ""))
        .startsWith("weft.handlers.test.class")
        .contains("no JSON can be read to a dev.weft.runtime.PayloadCheckTest$")
        .contains("nothing says which class to make; give it @JsonTypeInfo and @JsonSubTypes");
  }

  @Test
  void anInnerClassFailsTheStart() {
    assertThat(problem(OfInner.class, ""))
        .contains(Inner.class.getName())
        .contains("needs an object around it; make it static");
  }

  @Test
  void aClassThatCannotBeConstructedFailsTheStart() {
    assertThat(problem(OfTwoParameters.class, ""))
        .contains(TwoParameters.class.getName())
        .contains("no constructor that can be called; give it one without parameters");
  }

  @Test
  void aCodecOfAnotherTypeFailsTheStart() {
    assertThat(problem(OfGood.class, "codec = string"))
        .startsWith("weft.handlers.test.codec")
        .contains("expected payloads of type java.lang.String")
        .contains(Good.class.getName());
    assertThat(problem(OfGood.class, "codec = protobuf"))
        .contains("expected payloads of a type of com.google.protobuf.Message");
    assertThat(problem(OfText.class, "codec = bytes")).contains("expected payloads of type byte[]");
    assertThat(problem(OfGood.class, "codec = \"" + OpenedCodec.class.getName() + "\""))
        .contains("is a codec of " + Opened.class.getName())
        .contains("the payloads are of type " + Good.class.getName());
  }

  @ParameterizedTest
  @ValueSource(classes = {OfProtobuf.class, OfCloudEvent.class})
  void jsonOfWhatHasAFormatOfItsOwnFailsTheStart(Class<?> handler) {
    assertThat(problem(handler, "codec = json")).contains("codec = auto reads its application/");
    assertThat(problem(handler, "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(classes = {OfGood.class, OfText.class, OfBytes.class})
  void whatCanBeMadeIsFine(Class<?> handler) {
    assertThat(problem(handler, "")).isEmpty();
  }

  @Test
  void aResponderReadsWhatItIsAskedAndWritesWhatItAnswers() {
    assertThat(problem(Answering.class, "mode = reply, subject = a")).isEmpty();
    assertThat(problem(Asked.class, "mode = reply, subject = a"))
        .contains("no JSON can be read to a " + Event.class.getName());
  }

  @Test
  void itIsToldWithTheOtherProblems() {
    assertThat(problem(OfEvent.class, "concurrency = 0"))
        .contains("weft.handlers.test.concurrency")
        .contains(Event.class.getName());
  }

  private static String problem(Class<?> handler, String keys) {
    var config =
        ConfigFactory.parseString(
            "weft { transport = memory, handlers.test { class = \"%s\", %s\n%s } }"
                .formatted(
                    handler.getName(), keys, keys.contains("reply") ? "" : "stream = ORDERS"));
    try {
      WeftConfig.read(config, UserClasses.of(PayloadCheckTest.class.getClassLoader()));
      return "";
    } catch (ConfigurationException e) {
      return String.join("\n", e.problems().stream().map(ConfigurationProblem::toString).toList())
          .replaceAll("(?m)^[^\\n]*?(?=weft\\.)", "");
    }
  }
}
