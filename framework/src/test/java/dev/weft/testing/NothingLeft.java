package dev.weft.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.source.MessageMemory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Sees that a test of the engine leaves nothing behind once it has closed what it opened: no thread
 * of Weft's, and so no timer either, and no message held. Found as a service, so that no test has
 * to name it.
 */
public final class NothingLeft implements TestInstancePreConstructCallback {

  private static final String ENGINE = "dev.weft.engine";
  private static final String WEFT = "weft-";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Namespace NAMESPACE = Namespace.create(NothingLeft.class);

  /** For JUnit. */
  public NothingLeft() {}

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    if (context.getRequiredTestClass().getPackageName().startsWith(ENGINE)) {
      refuseOthersBeside(context);
      // Looked at when the test's own store is closed, which is the last that happens to it.
      context
          .getStore(NAMESPACE)
          .put("look", new Look(ThreadDump.now().named(WEFT).keySet(), held()));
    }
  }

  // A thread does not say which test it is of.
  private static void refuseOthersBeside(ExtensionContext context) {
    for (var one = Optional.of(context); one.isPresent(); one = one.get().getParent()) {
      if (one.get().getTestClass().isPresent()
          && one.get().getExecutionMode() == ExecutionMode.CONCURRENT) {
        throw new IllegalStateException(
            one.get().getDisplayName()
                + ": expected one test at a time in a JVM, or else what one leaves behind is taken"
                + " for another one's; run classes in forks instead (test.forks)");
      }
    }
  }

  private static long held() {
    return MessageMemory.ofProcess().held();
  }

  private record Look(Set<Long> threadsBefore, long heldBefore) implements AutoCloseable {

    @Override
    public void close() {
      await("nothing is left of the test")
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                Map<Long, String> threads = ThreadDump.now().named(WEFT);
                threads.keySet().removeAll(threadsBefore);
                assertThat(threads.values()).as("threads of Weft that the test left").isEmpty();
                assertThat(held())
                    .as("bytes of messages that the test left held")
                    .isLessThanOrEqualTo(heldBefore);
              });
    }
  }
}
