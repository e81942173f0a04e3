package dev.weft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.RefuseException;
import dev.weft.RetryException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void itKeepsTypeMessageCausesAndFrames() {
    Failure failure =
        Failure.of(new IllegalStateException("no mail", new IOException("connection refused")));

    assertThat(failure.describe()).isEqualTo("IllegalStateException: no mail");
    assertThat(failure.is(RuntimeException.class)).isTrue();
    assertThat(failure.is(IOException.class)).isFalse();
    assertThat(failure.stack())
        .startsWith("java.lang.IllegalStateException: no mail\n\tat dev.weft.transport.FailureTest")
        .contains("\nCaused by: java.io.IOException: connection refused\n\tat ");
  }

  @Test
  void withoutAMessageItIsNamedByItsType() {
    Failure failure = Failure.of(new IllegalStateException());

    assertThat(failure.message()).isEmpty();
    assertThat(failure.text()).isEqualTo("IllegalStateException");
    assertThat(failure.describe()).isEqualTo("IllegalStateException");
  }

  @Test
  void aMessageThatThrowsIsReplacedByWhatItThrew() {
    Failure failure =
        Failure.of(
            new RuntimeException() {
              private static final long serialVersionUID = 1L;

              @Override
              @SuppressWarnings("InfiniteRecursion") // that is the case
              public String getMessage() {
                return "order " + getMessage(); // as a toString() that goes round in a circle
              }
            });

    assertThat(failure.text())
        .isEqualTo("(its message cannot be read: java.lang.StackOverflowError)");
  }

  @Test
  void causesAndFramesThatThrowAreLeftOut() {
    Failure failure =
        Failure.of(
            new RuntimeException("hostile") {
              private static final long serialVersionUID = 1L;

              @Override
              public synchronized Throwable getCause() {
                throw new NoClassDefFoundError("com/example/Gone");
              }

              @Override
              public StackTraceElement[] getStackTrace() {
                throw new AssertionError();
              }

              @Override
              @SuppressWarnings("OverrideThrowableToString") // that is the case
              public String toString() {
                throw new IllegalStateException();
              }
            });

    assertThat(failure.text()).isEqualTo("hostile");
    assertThat(failure.stack()).endsWith("FailureTest$2: hostile");
  }

  @Test
  void aMessageIsOneLineWithoutControls() {
    Failure failure =
        Failure.of(new RuntimeException("bad\r\n23:59:59 INFO  all is fine\u001b[2J\0x"));

    assertThat(failure.text()).isEqualTo("bad | 23:59:59 INFO  all is fine?[2J?x");
  }

  @Test
  void anAnonymousClassIsNamedByTheEndOfItsBinaryName() {
    Failure failure =
        Failure.of(
            new RuntimeException("x") {
              private static final long serialVersionUID = 1L;
            });

    assertThat(failure.describe()).matches("FailureTest\\$\\d: x");
  }

  @Test
  void causesThatGoRoundInACircleAreToldOnce() {
    var first = new RuntimeException("a");
    first.initCause(new RuntimeException("b", first));

    assertThat(Failure.of(first).stack()).containsOnlyOnce("Caused by: ");
  }

  @Test
  void aLongMessageIsCut() {
    Failure failure = Failure.of(new RuntimeException("x".repeat(1_200_000)));

    assertThat(failure.text()).hasSize(Failure.MESSAGE_CHARS).endsWith("x...");
    assertThat(failure.stack()).hasSizeLessThanOrEqualTo(Failure.STACK_CHARS);
  }

  @Test
  void causesWithoutEndAreCut() {
    Throwable deep = new RuntimeException("root");
    for (int i = 0; i < 4_000; i++) {
      deep = new RuntimeException("x".repeat(1_000), deep);
    }
    var circular = new RuntimeException("a");
    circular.initCause(new RuntimeException("b", circular));

    assertThat(Failure.of(deep).rootCause().orElseThrow()).endsWith(" … and more causes");
    assertThat(Failure.of(circular).rootCause()).hasValue("RuntimeException: b");
    assertThat(Failure.of(deep).stack()).hasSize(Failure.STACK_CHARS);
    assertThat(Failure.of(circular).stack()).contains("Caused by: ");
  }

  @Test
  void anInterruptIsFoundAmongTheCauses() {
    assertThat(interrupt(new InterruptedException())).isTrue();
    assertThat(interrupt(new ExecutionException(new InterruptedException()))).isTrue();
    assertThat(interrupt(new ExecutionException(new IOException()))).isFalse();
    assertThat(interrupt(new ExecutionException((@Nullable Throwable) null))).isFalse();
  }

  @Test
  void weftsOwnExceptionsAreThereAsThemselves() {
    Failure retry = Failure.of(new RetryException(Duration.ofHours(2), "closed at night"));
    Failure refusal = Failure.of(new RefuseException(404, "unknown", "no such product"));

    assertThat(retry.as(RetryException.class).map(RetryException::after))
        .contains(Duration.ofHours(2));
    assertThat(refusal.as(RefuseException.class).map(RefuseException::code)).contains(404);
    assertThat(refusal.as(RetryException.class)).isEmpty();
    assertThat(Failure.of(new IOException()).as(IOException.class)).isEmpty();
  }

  @Test
  void aFindingCarriesTheStackOfWhatItWasFoundFrom() {
    Failure failure =
        Failure.because(
            new IllegalStateException("too late"), Failure.of(new InterruptedException("cut")));

    assertThat(failure.describe()).isEqualTo("IllegalStateException: too late");
    assertThat(failure.isInterrupt()).isFalse();
    assertThat(failure.stack())
        .startsWith("java.lang.IllegalStateException: too late\n\tat ")
        .contains("\nCaused by: java.lang.InterruptedException: cut\n\tat ");
    assertThat(failure.stack()).hasSizeLessThanOrEqualTo(Failure.STACK_CHARS);
    assertThat(failure.summary())
        .isEqualTo("IllegalStateException: too late; caused by InterruptedException: cut");
  }

  @Test
  void aSummaryIsOneLineOfTheFailureAndTheLastOfItsCauses() {
    var root = new IOException("no\nroute");
    var failure =
        Failure.of(new IllegalStateException("not\r\ncharged", new IOException("middle", root)));

    assertThat(failure.summary())
        .isEqualTo("IllegalStateException: not | charged; caused by IOException: no | route");
    assertThat(failure.detached().rootCause()).contains("IOException: no | route");
    assertThat(Failure.of(new IOException("alone")).summary()).isEqualTo("IOException: alone");
  }

  private static boolean interrupt(Throwable thrown) {
    return Failure.of(thrown).isInterrupt();
  }
}
