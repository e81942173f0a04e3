package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Handler;
import dev.weft.Message;
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
