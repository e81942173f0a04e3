package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.BatchHandler;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.config.classes.ClassRole;
import dev.weft.runtime.load.UserClasses;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is wrong with a class is told before it is used, and what to do about it. */
class UserClassesTest {

  private final UserClasses classes = UserClasses.of(UserClassesTest.class.getClassLoader());

  @Test
  void aPublicHandlerWithAPlainConstructorIsFine() {
    assertThat(handlerProblem(TestHandlers.Noting.class)).isEmpty();
  }

  @Test
  void aHandlerThatTakesItsContextIsFine() {
    assertThat(handlerProblem(TestHandlers.Forwarding.class)).isEmpty();
  }

  @Test
  void aMissingClassIsTold() {
    assertThat(classes.problem(ClassRole.HANDLER, "com.acme.Nowhere"))
        .contains("no such class on the class path");
  }

  @Test
  void aClassThatIsNoHandlerIsTold() {
    assertThat(handlerProblem(String.class).orElseThrow())
        .contains("implements neither dev.weft.Handler nor dev.weft.BatchHandler");
  }

  /** Cannot make up its mind. */
  public static final class Both implements Handler<String>, BatchHandler<String> {
    @Override
    public void handle(Message<String> message) {}

    @Override
    public void handle(List<Message<String>> messages) {}
  }

  @Test
  void aClassIsAHandlerOrABatchHandlerAndNotBoth() {
    assertThat(handlerProblem(Both.class))
        .contains(
            "implements both dev.weft.Handler and dev.weft.BatchHandler; expected one of them");
  }

  /** Leaves its payload to whoever makes it. */
  public static final class OpenBatch<T> implements BatchHandler<T> {
    @Override
    public void handle(List<Message<T>> messages) {}
  }

  @Test
  void aBatchHandlerThatLeavesItsPayloadTypeOpenIsTold() {
    assertThat(handlerProblem(OpenBatch.class))
        .contains(
            "leaves its payload type open; declare it, as in `implements"
                + " BatchHandler<OrderPlaced>`");
  }

  @Test
  void aHandlerWithoutAUsableConstructorIsTold() {
    assertThat(handlerProblem(TestHandlers.Unmakeable.class).orElseThrow())
        .contains("public constructor");
  }

  @Test
  void aHandlerThatLeavesItsPayloadTypeOpenIsTold() {
    assertThat(handlerProblem(TestHandlers.Open.class).orElseThrow()).contains("payload type open");
  }

  @Test
  void aMiddlewareHasToBeOne() {
    assertThat(classes.problem(ClassRole.MIDDLEWARE, TestHandlers.Passing.class.getName()))
        .isEmpty();
    assertThat(classes.problem(ClassRole.MIDDLEWARE, TestHandlers.Noting.class.getName()))
        .contains("does not implement dev.weft.Middleware");
  }

  @Test
  void anExceptionHasToBeOne() {
    assertThat(classes.problem(ClassRole.EXCEPTION, "java.io.IOException")).isEmpty();
    assertThat(classes.problem(ClassRole.EXCEPTION, "java.lang.String").orElseThrow())
        .contains("Throwable");
  }

  private Optional<String> handlerProblem(Class<?> type) {
    return classes.problem(ClassRole.HANDLER, type.getName());
  }
}
