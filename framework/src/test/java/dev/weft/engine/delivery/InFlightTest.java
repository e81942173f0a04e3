package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weft.TransportException;
import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import dev.weft.engine.RecordedOutcomes;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What is in flight, also where an attempt ends in another way than by its outcome. */
class InFlightTest {

  private final List<Attempt> seen = new ArrayList<>();

  @Test
  void anAttemptIsShownUntilItHasEnded() {
    isShownUntilItHasEnded(InFlight::oneAtATime);
    isShownUntilItHasEnded(InFlight::severalAtOnce);
  }

  private void isShownUntilItHasEnded(BiFunction<Pipeline, Settler, InFlight> kind) {
    var made = new AtomicReference<InFlight>();
    Stage stage =
        attempt -> {
          Objects.requireNonNull(made.get()).each(seen::add);
          return Optional.of(Outcome.Ack.INSTANCE);
        };
    InFlight inFlight = kind.apply(Parts.handling(stage), Parts.settler());
    made.set(inFlight);

    inFlight.run(new CountedDelivery(1));
    assertThat(seen).hasSize(1);

    inFlight.each(seen::add);
    assertThat(seen).hasSize(1);
    seen.clear();
  }

  @Test
  void afterAnInterruptADeliveryIsHandedBackAndNotBegun() {
    InFlight inFlight =
        Parts.inFlight(
            attempt -> {
              seen.add(attempt);
              return Optional.of(Outcome.Ack.INSTANCE);
            });
    inFlight.interrupt();
    var delivery = new CountedDelivery(1);

    assertThat(inFlight.run(delivery)).isTrue();

    assertThat(delivery.settlements()).isEqualTo(1);
    assertThat(seen).isEmpty();
  }

  @Test
  void whatThePipelineFailsWithCostsNeitherTheThreadNorTheMessage() {
    var outcomes = new ArrayList<Outcome>();
    InFlight inFlight =
        Parts.inFlight(
            attempt -> {
              throw new IllegalStateException("a stage fails");
            });

    try (CapturedLog log = CapturedLog.of("dev.weft.engine", Level.ERROR)) {
      assertThat(inFlight.run(new Nameless(new CountedDelivery(1), outcomes))).isTrue();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("m1: an attempt failed in Weft itself; it is delivered again in 10 s");
    }

    assertThat(outcomes)
        .singleElement()
        .satisfies(
            outcome ->
                assertThat(((Outcome.Retry) outcome).after()).isEqualTo(Pipeline.NO_VERDICT));
    inFlight.each(seen::add);
    assertThat(seen).isEmpty();
  }

  @Test
  void afterAFailureOfWeftsOwnALateAcknowledgementIsNeitherSentNorTold() {
    var outcomes = new ArrayList<Outcome>();
    var observed = new RecordedOutcomes();
    InFlight inFlight =
        InFlight.severalAtOnce(
            Parts.handling(
                attempt -> {
                  seen.add(attempt);
                  throw new IllegalStateException("a stage fails");
                }),
            Parts.settler(observed));
    inFlight.run(new Nameless(new CountedDelivery(1), outcomes));

    seen.getFirst().settle(Outcome.Ack.INSTANCE);
    seen.getFirst().conclude(Outcome.Ack.INSTANCE);

    assertThat(outcomes).singleElement().isInstanceOf(Outcome.Retry.class);
    assertThat(observed.settlements()).isEmpty();
  }

  @Test
  void aHandBackThatCannotBeSentIsTriedOnceAndTakenForNoFailureOfWeft() {
    var tries = new AtomicInteger();
    InFlight inFlight = Parts.inFlight(attempt -> Optional.of(Outcome.Ack.INSTANCE));
    inFlight.interrupt();
    var delivery =
        new ForwardingDelivery(new CountedDelivery(1)) {
          @Override
          public boolean settle(Outcome outcome) {
            tries.incrementAndGet();
            throw TransportException.passing("not connected", null);
          }
        };

    try (CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN)) {
      assertThat(inFlight.run(delivery)).isTrue();

      assertThat(log.lines()).singleElement().asString().contains("m1 was not handed back");
    }
    assertThat(tries).hasValue(1);
    assertThat(inFlight.count()).isZero();
  }

  @Test
  void anAttemptWhoseThreadWasAbandonedLeavesTheThreadToAnother() {
    InFlight inFlight =
        Parts.inFlight(
            attempt -> {
              attempt.abandon();
              return Optional.of(Outcome.Ack.INSTANCE);
            });

    assertThat(inFlight.run(new CountedDelivery(1))).isFalse();
  }

  @Test
  void whatIsInFlightIsCountedAndInterrupted() {
    var made = new AtomicReference<InFlight>();
    var interrupted = new ArrayList<Boolean>();
    var counts = new ArrayList<Integer>();
    InFlight inFlight =
        Parts.inFlight(
            attempt -> {
              InFlight itself = Objects.requireNonNull(made.get());
              counts.add(itself.count());
              itself.interrupt();
              interrupted.add(Thread.currentThread().isInterrupted());
              itself.remove(attempt);
              counts.add(itself.count());
              return Optional.of(Outcome.Ack.INSTANCE);
            });
    made.set(inFlight);

    inFlight.run(new CountedDelivery(1));

    assertThat(counts).containsExactly(1, 0);
    assertThat(interrupted).containsExactly(true);
    assertThat(inFlight.serviceNanos()).isPositive();
  }

  @Test
  void aReplacementKeepsItsOwnWhereTheAbandonedOneEnds() {
    var made = new AtomicReference<InFlight>();
    InFlight inFlight =
        InFlight.oneAtATime(
            Parts.handling(
                attempt -> {
                  if (seen.isEmpty()) {
                    seen.add(attempt);
                    attempt.abandon();
                    return Optional.of(Outcome.Ack.INSTANCE);
                  }
                  InFlight itself = Objects.requireNonNull(made.get());
                  itself.remove(seen.getFirst());
                  itself.each(present -> assertThat(present).isSameAs(attempt));
                  assertThat(itself.count()).isEqualTo(1);
                  return Optional.of(Outcome.Ack.INSTANCE);
                }),
            Parts.settler());
    made.set(inFlight);

    assertThat(inFlight.run(new CountedDelivery(1))).isFalse();
    assertThat(inFlight.run(new CountedDelivery(2))).isTrue();

    assertThat(inFlight.count()).isZero();
  }

  /** One whose subject cannot be told until it is settled: the pipeline's last resort fails too. */
  private static final class Nameless extends ForwardingDelivery {

    private final List<Outcome> outcomes;

    Nameless(Delivery delivery, List<Outcome> outcomes) {
      super(delivery);
      this.outcomes = outcomes;
    }

    @Override
    public String subject() {
      if (!outcomes.isEmpty()) {
        return super.subject();
      }
      throw new IllegalStateException("no subject");
    }

    @Override
    public boolean settle(Outcome outcome) {
      outcomes.add(outcome);
      return true;
    }
  }
}
