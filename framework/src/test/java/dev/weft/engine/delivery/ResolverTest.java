package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.TransportException;
import dev.weft.engine.DeliveryRefusals;
import dev.weft.engine.Parts;
import dev.weft.engine.deadletter.DeadLetterAction;
import dev.weft.engine.deadletter.Resolution;
import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server is told, by what could be kept. */
class ResolverTest {

  private static final Failure CAUSE = Failure.of(new IllegalStateException("away"));
  private static final Outcome.Retry RETRY =
      new Outcome.Retry(Duration.ofHours(1), "not yet", CAUSE);
  private static final Outcome.Reject REJECT = new Outcome.Reject("no good", CAUSE);

  private final Delivery delivery = new WrittenDelivery(new ArrayList<>());
  private final DeliveryRefusals refusals = new DeliveryRefusals(Machine.real());
  private final List<Boolean> interrupted = new ArrayList<>();
  private Optional<String> kept = Optional.empty();
  private @Nullable RuntimeException failure;

  private final Resolver resolver =
      new Resolver(
          new DeadLetterAction(Parts.ID, (handler, given, reject) -> keep().orElse("not kept")),
          (given, retry) -> keep(),
          refusals);

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void anAcknowledgementIsKeptNowhere() {
    failure = new IllegalStateException("nobody is to ask");

    assertThat(resolver.resolve(delivery, Outcome.Ack.INSTANCE))
        .isEqualTo(Resolution.of(Outcome.Ack.INSTANCE));
  }

  @Test
  void aRetryThatTheConsumerDelaysIsSentAsItIs() {
    assertThat(resolver.resolve(delivery, RETRY)).isEqualTo(Resolution.of(RETRY));
  }

  @Test
  void aRetryThatWaitsElsewhereIsAcknowledgedHere() {
    kept = Optional.of("S_RETRY");

    assertThat(resolver.resolve(delivery, RETRY))
        .isEqualTo(
            new Resolution(
                new Outcome.Retry(RETRY.after(), "not yet (waits in S_RETRY)", CAUSE),
                Outcome.Ack.INSTANCE,
                false));
  }

  @Test
  void aRetryThatCannotWaitElsewhereHoldsItsSlotAndAnOperatorSeesWhy() {
    failure = TransportException.lasting("refused: account limit", null);

    Resolution resolution = resolver.resolve(delivery, RETRY);

    assertThat(resolution.sent())
        .isEqualTo(
            new Outcome.Retry(
                RETRY.after(),
                "not yet (not scheduled, so it holds a slot meanwhile: refused: account limit)",
                CAUSE));
    assertThat(resolution.told()).isEqualTo(resolution.sent());
    assertThat(refusals.problem()).contains("retries are not scheduled: refused: account limit");

    failure = null;
    kept = Optional.of("S_RETRY");
    resolver.resolve(delivery, RETRY);

    assertThat(refusals.problem()).isEmpty();
  }

  @Test
  void whatCannotBeGivenUpComesAgainForThatAndEachTimeLater() {
    failure = TransportException.lasting("refused: account limit", null);

    Resolution first = resolver.resolve(delivery, REJECT);
    Resolution second = resolver.resolve(delivery, REJECT);

    assertThat(delay(first)).isEqualTo(Duration.ofSeconds(10));
    assertThat(delay(second)).isEqualTo(Duration.ofSeconds(20));
    assertThat(resolver.pendingRejection(delivery).map(Outcome.Reject::reason)).contains("no good");
    assertThat(refusals.problem()).isPresent();

    failure = null;
    kept = Optional.of("S_DLQ/1");

    assertThat(resolver.resolve(delivery, REJECT))
        .isEqualTo(Resolution.of(new Outcome.Reject("no good (S_DLQ/1)", CAUSE)));
    assertThat(resolver.pendingRejection(delivery)).isEmpty();
    assertThat(refusals.problem()).isEmpty();
  }

  @Test
  void anInterruptDoesNotKeepACopyFromBeingWaitedForAndIsNotLost() {
    Thread.currentThread().interrupt();

    resolver.resolve(delivery, RETRY);

    assertThat(interrupted).containsExactly(false);
    assertThat(Thread.interrupted()).isTrue();
    resolver.resolve(delivery, RETRY);
    assertThat(Thread.interrupted()).isFalse();
  }

  private static Duration delay(Resolution resolution) {
    return ((Outcome.Retry) resolution.sent()).after();
  }

  private Optional<String> keep() {
    interrupted.add(Thread.currentThread().isInterrupted());
    if (failure != null) {
      throw failure;
    }
    return kept;
  }
}
