package dev.weft.runtime.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.codec.JsonCodec;
import java.lang.reflect.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A handler's payload type is what its Handler interface says, however far up. */
class HandlerTypesTest {

  static class Direct implements Handler<String> {
    @Override
    public void handle(Message<String> message) {}
  }

  static class Inherited extends Direct {}

  abstract static class Base<A, B> implements Handler<B> {
    @Override
    public void handle(Message<B> message) {}
  }

  abstract static class Swapped<X, Y> extends Base<Y, X> {}

  static class Bound extends Swapped<Integer, String> {}

  static class OfList implements Handler<List<String>> {
    @Override
    public void handle(Message<List<String>> message) {}
  }

  static class Open<T> implements Handler<T> {
    @Override
    public void handle(Message<T> message) {}
  }

  interface Named extends Runnable, Handler<Long> {}

  abstract static class ByInterface implements Named {}

  record Envelope<T>(T body) {}

  abstract static class Wrapped<K, T> implements Handler<Envelope<T>> {
    @Override
    public void handle(Message<Envelope<T>> message) {}
  }

  static class WrappedList extends Wrapped<String, List<Integer>> {}

  static class WrappedOpen<T> extends Wrapped<String, List<T>> {}

  abstract static class Many<T> implements Handler<T[]> {
    @Override
    public void handle(Message<T[]> message) {}
  }

  static class ManyTexts extends Many<String> {}

  static class ManyLists extends Many<List<String>> {}

  @SuppressWarnings("rawtypes") // what is tested
  static class Raw extends Wrapped {
    @Override
    public void handle(Message message) {}
  }

  static class Bounded implements Handler<List<? extends Number>> {
    @Override
    public void handle(Message<List<? extends Number>> message) {}
  }

  @Test
  void itIsFollowedIntoTypeArguments() {
    assertThat(HandlerTypes.payload(WrappedList.class).map(Type::getTypeName))
        .contains(Envelope.class.getTypeName() + "<java.util.List<java.lang.Integer>>");
    assertThat(HandlerTypes.payload(ManyTexts.class)).contains(String[].class);
    assertThat(HandlerTypes.payload(ManyLists.class).map(Type::getTypeName)).isPresent();
    assertThat(HandlerTypes.payload(Bounded.class).map(Type::getTypeName))
        .contains("java.util.List<java.lang.Number>");
  }

  @Test
  void whatItIsMadeOfIsWhatJsonIsReadTo() throws Exception {
    Codec<Envelope<List<Integer>>> codec =
        JsonCodec.of(HandlerTypes.payload(WrappedList.class).orElseThrow());

    assertThat(codec.decode("{\"body\":[1,2]}".getBytes(UTF_8)))
        .isEqualTo(new Envelope<>(List.of(1, 2)));
  }

  @Test
  void anArgumentThatIsLeftOpenLeavesTheTypeOpen() {
    assertThat(HandlerTypes.payload(WrappedOpen.class)).isEmpty();
    assertThat(HandlerTypes.payload(Wrapped.class)).isEmpty();
    assertThat(HandlerTypes.payload(Raw.class)).isEmpty();
  }

  @Test
  void itIsReadFromTheClass() {
    assertThat(HandlerTypes.payload(Direct.class)).contains(String.class);
  }

  @Test
  void itIsReadFromASuperclass() {
    assertThat(HandlerTypes.payload(Inherited.class)).contains(String.class);
  }

  @Test
  void itIsFollowedThroughTypeVariables() {
    assertThat(HandlerTypes.payload(Bound.class)).contains(Integer.class);
  }

  @Test
  void itIsReadFromAnInterfaceThatExtendsHandler() {
    assertThat(HandlerTypes.payload(ByInterface.class)).contains(Long.class);
  }

  @Test
  void itMayBeGenericItself() {
    assertThat(HandlerTypes.payload(OfList.class).map(Type::getTypeName))
        .contains("java.util.List<java.lang.String>");
  }

  @Test
  void aHandlerThatLeavesItOpenHasNone() {
    assertThat(HandlerTypes.payload(Open.class)).isEmpty();
  }
}
