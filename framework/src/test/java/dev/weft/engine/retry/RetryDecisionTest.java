package dev.weft.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.RetryPolicy;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryDecisionTest {

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

    assertThat(RetryDecision.after(policy, failure, 3, random))
        .isEqualTo(RetryDecision.after(policy, failure, 3, again));
  }

  @Test
  void aRetrySaysWhyAndKeepsItsCause() {
    assertThat(RetryDecision.after(policy, failure, 1, random))
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> {
              assertThat(retry.reason()).isEqualTo("IOException: mail server down");
              assertThat(retry.cause()).isSameAs(failure);
            });
  }

  @Test
  void aFailureWithoutAMessageIsNamedByItsType() {
    assertThat(RetryDecision.after(policy, Failure.of(new IllegalStateException()), 1, random))
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> assertThat(retry.reason()).isEqualTo("IllegalStateException"));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 100})
  void theLastAttemptIsRejected(int attempt) {
    assertThat(RetryDecision.after(policy, failure, attempt, random))
        .isEqualTo(
            new Outcome.Reject(
                "attempts spent (" + attempt + " of 5): IOException: mail server down", failure));
  }

  @Test
  void theAttemptBeforeTheLastIsRetried() {
    assertThat(RetryDecision.after(policy, failure, 4, random)).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void oneAttemptMeansNoRetry() {
    assertThat(RetryDecision.after(policy(1), failure, 1, random))
        .isInstanceOf(Outcome.Reject.class);
  }

  @Test
  void aRejectionIsNeverRetried() {
    var rejection = Failure.of(new RejectException("no such customer"));

    assertThat(RetryDecision.after(policy, rejection, 1, random))
        .isEqualTo(new Outcome.Reject("RejectException: no such customer", rejection));
  }

  @Test
  void whatIsNotToBeRetriedIsRejectedWithItsSubclasses() {
    var strict = policy(5, Set.of(IOException.class));
    var missing = Failure.of(new FileNotFoundException("a.txt"));

    assertThat(RetryDecision.after(strict, missing, 1, random))
        .isEqualTo(new Outcome.Reject("not to be retried: FileNotFoundException: a.txt", missing));
    assertThat(RetryDecision.after(strict, Failure.of(new IllegalStateException("x")), 1, random))
        .isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void aHandlerThatAsksForADelayGetsIt() {
    var asked = Failure.of(new RetryException(Duration.ofHours(2), "closed at night"));

    assertThat(RetryDecision.after(policy, asked, 1, random))
        .isEqualTo(
            new Outcome.Retry(Duration.ofHours(2), "RetryException: closed at night", asked));
  }

  @Test
  void aHandlerThatAsksForADelaySpendsAnAttempt() {
    var asked = Failure.of(new RetryException(Duration.ZERO, "again"));

    assertThat(RetryDecision.after(policy, asked, 5, random)).isInstanceOf(Outcome.Reject.class);
  }

  @Test
  void manyAttemptsDoNotOverflowTheWait() {
    var endless = policy(Integer.MAX_VALUE);

    assertThat(RetryDecision.after(endless, failure, Integer.MAX_VALUE - 1, random))
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> assertThat(retry.after()).isBetween(Duration.ZERO, Duration.ofSeconds(2)));
  }

  @Test
  void noDelayMeansAtOnce() {
    var eager =
        RetryPolicy.builder()
            .attempts(5)
            .firstDelay(Duration.ZERO)
            .factor(4)
            .maxDelay(Duration.ZERO)
            .build();

    assertThat(RetryDecision.after(eager, failure, 2, random))
        .isInstanceOfSatisfying(
            Outcome.Retry.class, retry -> assertThat(retry.after()).isEqualTo(Duration.ZERO));
  }

  private List<Long> delaysAfter(int attempt) {
    return IntStream.range(0, 2_000)
        .mapToObj(i -> RetryDecision.after(policy, failure, attempt, random))
        .map(outcome -> ((Outcome.Retry) outcome).after().toMillis())
        .toList();
  }

  private static RetryPolicy policy(int attempts) {
    return policy(attempts, Set.of());
  }

  private static RetryPolicy policy(int attempts, Set<Class<? extends Throwable>> notRetried) {
    return RetryPolicy.builder()
        .attempts(attempts)
        .firstDelay(Duration.ofMillis(100))
        .factor(4)
        .maxDelay(Duration.ofSeconds(2))
        .notRetried(notRetried)
        .build();
  }
}
