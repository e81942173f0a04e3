package dev.weft.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

  private final Failure failure = Failure.of(new IOException("mail server down"));

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
  private final RetryPolicy policy = policy(5);

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 400", "3, 1600", "4, 2000"})
  void theLongestWaitGrowsByTheFactorUpToTheLimit(int attempt, long ceiling) {
    List<Long> delays = delaysAfter(attempt);

    assertThat(delays).allSatisfy(delay -> assertThat(delay).isBetween(0L, ceiling));
  }

  @Test
  void waitsAreSpreadOverTheWholeRange() {
    List<Long> delays = delaysAfter(4);

    assertThat(delays).anySatisfy(delay -> assertThat(delay).isLessThan(100));
    assertThat(delays).anySatisfy(delay -> assertThat(delay).isGreaterThan(1900));
    assertThat(delays.stream().mapToLong(Long::longValue).average().orElseThrow())
        .isBetween(900.0, 1100.0);
  }

  @Test
  void theSameSeedGivesTheSameWait() {
    var again = RandomGeneratorFactory.of("L64X128MixRandom").create(42);

    assertThat(policy.after(failure, 3, random)).isEqualTo(policy.after(failure, 3, again));
  }

  @Test
  void aRetrySaysWhyAndKeepsItsCause() {
    assertThat(policy.after(failure, 1, random))
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> {
              assertThat(retry.reason()).isEqualTo("IOException: mail server down");
              assertThat(retry.cause()).isSameAs(failure);
            });
  }

  @Test
  void aFailureWithoutAMessageIsNamedByItsType() {
    assertThat(policy.after(Failure.of(new IllegalStateException()), 1, random))
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> assertThat(retry.reason()).isEqualTo("IllegalStateException"));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 100})
  void theLastAttemptIsRejected(int attempt) {
    assertThat(policy.after(failure, attempt, random))
        .isEqualTo(
            new Outcome.Reject(
                "attempts spent (" + attempt + " of 5): IOException: mail server down", failure));
  }

  @Test
  void theAttemptBeforeTheLastIsRetried() {
    assertThat(policy.after(failure, 4, random)).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void oneAttemptMeansNoRetry() {
    assertThat(policy(1).after(failure, 1, random)).isInstanceOf(Outcome.Reject.class);
  }

  @Test
  void aRejectionIsNeverRetried() {
    var rejection = Failure.of(new RejectException("no such customer"));

    assertThat(policy.after(rejection, 1, random))
        .isEqualTo(new Outcome.Reject("RejectException: no such customer", rejection));
  }

  @Test
  void whatIsNotToBeRetriedIsRejectedWithItsSubclasses() {
    var strict = policy(5, Set.of(IOException.class));
    var missing = Failure.of(new FileNotFoundException("a.txt"));

    assertThat(strict.after(missing, 1, random))
        .isEqualTo(new Outcome.Reject("not to be retried: FileNotFoundException: a.txt", missing));
    assertThat(strict.after(Failure.of(new IllegalStateException("x")), 1, random))
        .isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void aHandlerThatAsksForADelayGetsIt() {
    var asked = Failure.of(new RetryException(Duration.ofHours(2), "closed at night"));

    assertThat(policy.after(asked, 1, random))
        .isEqualTo(
            new Outcome.Retry(Duration.ofHours(2), "RetryException: closed at night", asked));
  }

  @Test
  void aHandlerThatAsksForADelaySpendsAnAttempt() {
    var asked = Failure.of(new RetryException(Duration.ZERO, "again"));

    assertThat(policy.after(asked, 5, random)).isInstanceOf(Outcome.Reject.class);
  }

  @Test
  void manyAttemptsDoNotOverflowTheWait() {
    var endless = policy(Integer.MAX_VALUE);

    assertThat(endless.after(failure, Integer.MAX_VALUE - 1, random))
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> assertThat(retry.after()).isBetween(Duration.ZERO, Duration.ofSeconds(2)));
  }

  @Test
  void noDelayMeansAtOnce() {
    var eager = new RetryPolicy(5, Duration.ZERO, 4, Duration.ZERO, Set.of());

    assertThat(eager.after(failure, 2, random))
        .isInstanceOfSatisfying(
            Outcome.Retry.class, retry -> assertThat(retry.after()).isEqualTo(Duration.ZERO));
  }

  @Test
  void theDefaultsAreWhatTheyAreSaidToBe() {
    assertThat(RetryPolicy.defaults())
        .isEqualTo(new RetryPolicy(5, Duration.ofSeconds(1), 4, Duration.ofMinutes(5), Set.of()));
  }

  @Test
  void thePolicyKeepsItsOwnSetOfExceptions() {
    var types = new HashSet<Class<? extends Throwable>>();
    var lenient = new RetryPolicy(5, Duration.ZERO, 1, Duration.ZERO, types);

    types.add(IOException.class);

    assertThat(lenient.after(failure, 1, random)).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    Duration second = Duration.ofSeconds(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(0, second, 1, second, Set.of()))
        .withMessage("attempts = 0: expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(1, second, 0.5, second, Set.of()))
        .withMessage("factor = 0.5: expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(1, second, 1, Duration.ZERO, Set.of()))
        .withMessageContaining("expected 0 <= first <= max");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(1, second.negated(), 1, second, Set.of()))
        .withMessageContaining("expected 0 <= first <= max");
  }

  private List<Long> delaysAfter(int attempt) {
    return IntStream.range(0, 2_000)
        .mapToObj(i -> policy.after(failure, attempt, random))
        .map(outcome -> ((Outcome.Retry) outcome).after().toMillis())
        .toList();
  }

  private static RetryPolicy policy(int attempts) {
    return policy(attempts, Set.of());
  }

  private static RetryPolicy policy(int attempts, Set<Class<? extends Throwable>> notRetried) {
    return new RetryPolicy(attempts, Duration.ofMillis(100), 4, Duration.ofSeconds(2), notRetried);
  }
}
