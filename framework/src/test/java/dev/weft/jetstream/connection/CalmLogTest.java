package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.weft.testing.CapturedLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CalmLogTest {

  private static final Duration QUIET = Duration.ofMillis(2_500); // two seconds on a busy machine

  @AutoClose private final CapturedLog captured = CapturedLog.of("calm", Level.WARN);
  private final CalmLog calm = new CalmLog(LoggerFactory.getLogger("calm"));

  @Test
  void theFirstIsLoggedAtOnceAndTheRestCounted() {
    IntStream.rangeClosed(1, 1_500).forEach(i -> calm.warn("refused", "refused: " + i));

    assertThat(captured.lines()).containsExactly("WARN refused: 1");
    await().until(() -> captured.lines().size() == 2);
    assertThat(captured.lines().getLast()).isEqualTo("WARN refused: 1500 (and 1,498 more like it)");
  }

  @Test
  void eachCauseHasItsOwnAndNoneIsLeftOut() {
    calm.warn("one", "one");
    calm.warn("two", "two");
    calm.warn("two", "two again");

    await().until(() -> captured.lines().size() == 3);
    assertThat(captured.lines()).containsExactly("WARN one", "WARN two", "WARN two again");
  }

  @Test
  void aCauseThatWasQuietIsLoggedAtOnceAgain() {
    calm.warn("one", "first");

    assertLoggedAgain();
  }

  @Test
  void anAppenderThatThrowsEndsNothingAndTheCauseIsLoggedAgain() {
    var appended = new AtomicInteger();
    var broken =
        new AppenderBase<ILoggingEvent>() {
          @Override
          protected void append(ILoggingEvent event) {
            appended.incrementAndGet();
            throw new StackOverflowError("of the appender");
          }
        };
    broken.start();
    var logger = (Logger) LoggerFactory.getLogger("calm");
    logger.addAppender(broken);
    try {
      calm.warn("one", "first");
      calm.warn("one", "second");

      await().until(() -> appended.get() == 2);
    } finally {
      logger.detachAppender(broken);
    }
    assertLoggedAgain();
  }

  /** It is, once it has been quiet for a while. */
  private void assertLoggedAgain() {
    await()
        .pollInterval(QUIET)
        .untilAsserted(
            () -> {
              calm.warn("one", "later");
              assertThat(captured.lines()).contains("WARN later");
            });
  }
}
