package dev.weft.contract;

import static dev.weft.contract.TestBed.KEPT_ACK_WAIT;
import static dev.weft.contract.TestBed.NO_ACK_WAIT;
import static dev.weft.contract.TestBed.PATIENCE;
import static dev.weft.contract.TestBed.SHORT_ACK_WAIT;
import static dev.weft.contract.TestBed.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.ReceiveMode;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a source gives, waits and ends. */
interface SourceContract extends OnTestBed {

  /** Far less than the wait it stands against, far more than a busy machine needs. */
  Duration SOON = Duration.ofSeconds(10);

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  @InBothModes
  default void messagesComeInTheOrderOfTheStream(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publishMany(200);

    assertThat(tap.take(200)).map(TestBed::text).containsExactlyElementsOf(numbers(200));
  }

  @InBothModes
  default void deliveriesAreNumberedWithoutAGapAndRedeliveriesToo(ReceiveMode mode)
      throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publishMany(3);

    List<Delivery> first = tap.take(3);
    first.get(1).settle(Outcome.Retry.HANDED_BACK);
    Delivery again = tap.one();

    assertThat(first).map(Delivery::number).containsExactly(1L, 2L, 3L);
    assertThat(again.number()).isEqualTo(4);
    assertThat(bed().transport().state(bed().consumerSpec(Map.of())).delivered().number())
        .isEqualTo(4);
  }

  @InBothModes
  default void theDemandBoundsWhatComes(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publishMany(20);
    var taken = new ArrayList<Delivery>();

    while (taken.size() < 20) {
      List<Delivery> some = tap.source().next(3, PATIENCE);
      assertThat(some).hasSizeBetween(1, 3);
      taken.addAll(some);
    }

    assertThat(taken).map(TestBed::text).containsExactlyElementsOf(numbers(20));
  }

  @InBothModes
  default void whatWasReceivedAheadAndIsExtendedIsNotDeliveredAgain(ReceiveMode mode)
      throws Exception {
    Tap tap = bed().with(KEPT_ACK_WAIT).open(mode);
    bed().publishMany(100);
    // Enough to open a window that receives ahead.
    for (Delivery delivery : tap.take(50)) {
      delivery.settle(Outcome.Ack.INSTANCE);
    }

    long start = bed().machine().nanoTime();
    while (bed().since(start).compareTo(KEPT_ACK_WAIT.plusSeconds(1)) < 0) {
      tap.source().extend();
      bed().machine().sleep(KEPT_ACK_WAIT.dividedBy(8).toNanos());
    }

    assertThat(tap.take(50))
        .allSatisfy(delivery -> assertThat(delivery.attempt()).isEqualTo(1))
        .map(TestBed::text)
        .doesNotHaveDuplicates();
  }

  @InBothModes
  default void theAckWaitIsTheConsumersOwn(ReceiveMode mode) {
    Tap tap = bed().with(SHORT_ACK_WAIT).open(mode);

    assertThat(tap.source().ackWait()).isEqualTo(SHORT_ACK_WAIT);
  }

  @InBothModes
  default void theWaitEndsWithNothing(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    var wait = Duration.ofMillis(300);

    long start = bed().machine().nanoTime();
    assertThat(tap.source().next(1, wait)).isEmpty();

    assertThat(bed().since(start)).isBetween(wait, SOON);
  }

  @InBothModes
  default void aMessageEndsTheWait(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    Asker asker = Asker.askAndWait(tap);

    bed().publish("a");

    assertThat(asker.answer()).map(TestBed::text).containsExactly("a");
  }

  @InBothModes
  default void twoSourcesShareTheMessages(ReceiveMode mode) throws Exception {
    Tap first = bed().with(NO_ACK_WAIT).open(mode);
    Tap second = bed().open(mode);
    bed().publishMany(40);
    var taken = new ArrayList<Delivery>();

    long start = bed().machine().nanoTime();
    while (taken.size() < 40 && bed().since(start).compareTo(PATIENCE) < 0) {
      taken.addAll(first.source().next(2, Duration.ofMillis(100)));
      taken.addAll(second.source().next(2, Duration.ofMillis(100)));
    }

    assertThat(taken).map(TestBed::text).containsExactlyInAnyOrderElementsOf(numbers(40));
  }

  @InBothModes
  default void messagesOfAnySizeComeInTheirOrderAndOnce(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    List<Integer> sizes = List.of(0, 100_000, 10, 1_000_000, 1_000_000, 0, 300_000, 1_000_000, 5);
    sizes.forEach(size -> bed().publish("x".repeat(size)));

    List<Delivery> taken = tap.take(sizes.size());

    assertThat(taken).map(delivery -> delivery.data().length).containsExactlyElementsOf(sizes);
    assertThat(taken).allMatch(delivery -> delivery.attempt() == 1);
    assertThat(taken).allMatch(delivery -> delivery.size() >= delivery.data().length);
  }

  @InBothModes
  default void aConsumersMaxBytesKeepsNoMessageBack(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(Map.of("ack_wait", NO_ACK_WAIT.toNanos(), "max_bytes", 2_000L)).open(mode);
    List<Integer> sizes = List.of(100, 10_000, 100, 100, 50_000, 60_000, 100);
    sizes.forEach(size -> bed().publish("x".repeat(size)));

    assertThat(tap.take(sizes.size()))
        .map(delivery -> delivery.data().length)
        .containsExactlyElementsOf(sizes);
  }

  @Test
  default void aPullSourceTakesNoMoreThanWasAskedFor() throws Exception {
    Tap first = bed().with(NO_ACK_WAIT).open(ReceiveMode.PULL);
    bed().publishMany(10);

    assertThat(first.take(4)).map(TestBed::text).containsExactlyElementsOf(numbers(4));

    assertThat(bed().open(ReceiveMode.PULL).take(6))
        .map(TestBed::text)
        .containsExactlyInAnyOrderElementsOf(numbers(10).subList(4, 10));
  }

  @InBothModes
  default void aClosedSourceGivesNothingMore(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a", "b");
    tap.one();

    tap.close();
    long start = bed().machine().nanoTime();

    assertThat(tap.source().next(1, NO_ACK_WAIT)).isEmpty();
    assertThat(bed().since(start)).isLessThan(SOON);
  }

  @InBothModes
  default void closingTwiceIsFine(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    tap.close();
    tap.close();

    assertThat(tap.source().next(1, PATIENCE)).isEmpty();
  }

  @InBothModes
  default void closingTakesAShortTimeEvenWhenInterrupted(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publishMany(5);
    tap.one();

    long start = bed().machine().nanoTime();
    Thread.currentThread().interrupt();
    tap.close();
    boolean kept = Thread.interrupted();

    assertThat(kept).as("interrupt flag").isTrue();
    assertThat(bed().since(start)).isLessThan(SOON);
    assertThat(bed().open(mode).take(4))
        .map(TestBed::text)
        .containsExactlyInAnyOrder("1", "2", "3", "4");
  }

  @InBothModes
  default void closingWakesAWaitingThread(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    Asker asker = Asker.askAndWait(tap);

    tap.close();

    assertThat(asker.answer()).isEmpty();
  }

  @InBothModes
  default void aWakeEndsTheWait(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    Asker asker = Asker.askAndWait(tap);

    tap.source().wake();

    assertThat(asker.answer()).isEmpty();
  }

  @InBothModes
  default void aWakeLosesNothing(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    var taken = new ArrayList<Delivery>();

    for (int i = 0; i < 20; i++) {
      Asker asker = Asker.ask(tap);
      bed().publish(String.valueOf(i));
      tap.source().wake();
      taken.addAll(asker.answer());
    }
    taken.addAll(tap.take(20 - taken.size()));

    assertThat(taken).map(TestBed::text).containsExactlyElementsOf(numbers(20));
  }

  @InBothModes
  default void aLookThatDoesNotWaitGetsWhatHasCome(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");
    var taken = new ArrayList<Delivery>();

    bed().await(() -> taken.addAll(tap.source().next(1, Duration.ZERO)));

    assertThat(taken).map(TestBed::text).containsExactly("a");
  }

  @InBothModes
  default void anInterruptEndsTheWait(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    Asker asker = Asker.askAndWait(tap);

    asker.interrupt();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(asker::answer)
        .withCauseInstanceOf(InterruptedException.class);
    bed().publish("a");
    assertThat(text(tap.one())).isEqualTo("a");
  }

  @InBothModes
  default void anInterruptLosesNothing(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    var taken = new ArrayList<Delivery>();

    for (int i = 0; i < 30; i++) {
      Asker asker = Asker.ask(tap);
      bed().publish(String.valueOf(i));
      asker.interrupt();
      try {
        taken.addAll(asker.answer());
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(InterruptedException.class);
      }
    }
    taken.addAll(tap.take(30 - taken.size()));

    assertThat(taken).map(TestBed::text).containsExactlyElementsOf(numbers(30));
  }

  @InBothModes
  default void whatAClosedSourceHadNotGivenOutGoesToAnotherAtOnce(ReceiveMode mode)
      throws Exception {
    Tap first = bed().with(NO_ACK_WAIT).open(mode);
    bed().publishMany(100);
    first.one();

    first.close();

    assertThat(bed().open(mode).take(99))
        .map(TestBed::text)
        .containsExactlyInAnyOrderElementsOf(numbers(100).subList(1, 100));
  }

  @InBothModes
  default void whatWasGivenOutBeforeTheCloseCanStillBeAcked(ReceiveMode mode) throws Exception {
    Tap first = bed().with(Map.of("max_ack_pending", 1)).open(mode);
    bed().publish("a", "b");
    Delivery out = first.one();

    first.close();

    assertThat(out.settle(Outcome.Ack.INSTANCE)).isTrue();
    assertThat(text(bed().open(mode).one())).as("what has the only slot now").isEqualTo("b");
  }

  @InBothModes
  default void whatWasGivenOutBeforeTheCloseCanStillBeRetried(ReceiveMode mode) throws Exception {
    Tap first = bed().with(NO_ACK_WAIT).open(mode);
    bed().publish("a");
    Delivery out = first.one();

    first.close();

    assertThat(out.settle(new Outcome.Retry(Duration.ZERO, "for the test", null))).isTrue();
    assertThat(bed().open(mode).one().attempt()).isEqualTo(2);
  }
}
