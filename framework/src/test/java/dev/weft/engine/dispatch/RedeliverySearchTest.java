package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.weft.BreakerPolicy;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.flow.Gate;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.StillMachine;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** When what was delivered and is not here is waited for, and for how long. */
class RedeliverySearchTest {

  private static final int LOOKS_OF_32_SECONDS = 64;

  @AutoClose private final CapturedLog log = CapturedLog.of("dev.weft.engine", Level.INFO);
  private final StillMachine machine = new StillMachine();
  private final Gate gate =
      new Gate(
          machine,
          "test",
          new Breaker(Parts.ID, BreakerPolicy.off(), Observer.none(), machine::nanoTime));
  private final ScriptedSource source = new ScriptedSource(machine);
  private final DeliveryNumbers numbers = new DeliveryNumbers();
  private final Set<StreamPosition> held = new HashSet<>();
  private final Set<Delivery> copies = new HashSet<>();
  private final NumberedDelivery first = new NumberedDelivery(1, 3);
  private final NumberedDelivery second = new NumberedDelivery(2, 4);
  private ConsumerState state = state(0, 4);
  private int shutAfter = Integer.MAX_VALUE;

  @Test
  void whereNothingIsMissingNothingIsAskedFor() throws Exception {
    RedeliverySearch search = search(second, first);
    state = state(2, 4);

    assertThat(search.run(numbers, false)).isEqualTo(RedeliverySearch.End.ALL_HERE);

    assertThat(source.demands()).isEmpty();
    assertThat(search.inOrder()).containsExactly(first, second);
    assertThat(numbers.hasCome(4)).isTrue();
    assertThat(first.settlements()).isZero();
  }

  @Test
  void whatIsMissingIsTakenUntilItIsHere() throws Exception {
    state = state(3, 5);
    source.gives(second).gives(first);
    RedeliverySearch search = search(new NumberedDelivery(3, 5));

    assertThat(search.run(numbers, false)).isEqualTo(RedeliverySearch.End.ALL_HERE);

    assertThat(source.demands()).containsExactly(2, 1);
    assertThat(search.inOrder())
        .extracting(RedeliverySearchTest::place)
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void noMoreThanAThousandAreTakenAtOnce() throws Exception {
    state = state(5_000, 5_000);
    gateShutsAfter(1);

    search().run(numbers, false);

    assertThat(source.demands()).containsExactly(1_000);
  }

  @Test
  void aSecondCopyOfWhatIsHeldIsCountedOnce() throws Exception {
    held.add(first.position().orElseThrow());
    state = state(2, 4);
    source.gives(first).gives(second);

    assertThat(search().run(numbers, false)).isEqualTo(RedeliverySearch.End.ALL_HERE);

    assertThat(source.demands()).containsExactly(1, 1);
  }

  @Test
  void anotherCopyOfWhatIsHereOrWasSettledIsNeitherTakenNorCounted() throws Exception {
    var third = new NumberedDelivery(3, 5);
    copies.addAll(List.of(first, second));
    state = state(1, 6);
    source.gives(second).gives(third);
    RedeliverySearch search = search(first);

    assertThat(search.run(numbers, false)).isEqualTo(RedeliverySearch.End.ALL_HERE);

    assertThat(source.demands()).containsExactly(1, 1);
    assertThat(search.inOrder()).containsExactly(third);
  }

  @Test
  void whatALeaderDoesNotKnowToBeDeliveredIsNotCounted() throws Exception {
    held.add(new NumberedDelivery(7, 6).position().orElseThrow());
    state = new ConsumerState(0, 2, 0, -1, -1, new ConsumerState.Delivered(5, 6));
    source.gives(second);

    assertThat(search(first).run(numbers, false)).isEqualTo(RedeliverySearch.End.ALL_HERE);

    assertThat(source.demands()).containsExactly(1);
  }

  @Test
  void whereAllThatWasDeliveredHasComeWithoutAGapNothingIsMissing() throws Exception {
    numbers.add(List.of(first, second));
    state = state(7, 4);

    assertThat(search().run(numbers, true)).isEqualTo(RedeliverySearch.End.ALL_HERE);

    assertThat(source.demands()).isEmpty();
  }

  @Test
  void afterAGapThatIsNotTakenForGranted() throws Exception {
    numbers.add(List.of(new NumberedDelivery(9, 1)));
    state = state(2, 3);
    source.gives(first);
    gateShutsAfter(2);

    assertThat(search().run(numbers, true)).isEqualTo(RedeliverySearch.End.GATE_SHUT);

    assertThat(source.demands()).containsExactly(2, 1);
  }

  @Test
  void whatDoesNotComeIsWaitedForUntilItsAckWaitIsOver() throws Exception {
    state = state(2, 4);
    RedeliverySearch search = search(first);

    assertThat(search.run(numbers, false)).isEqualTo(RedeliverySearch.End.TIME_OVER);

    assertThat(source.demands()).hasSize(LOOKS_OF_32_SECONDS);
    assertThat(search.inOrder()).containsExactly(first);
    assertThat(first.settlements()).isZero();
    assertThat(log.lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("INFO handler test: 1 messages were delivered and are not here")
                    .endsWith("32 s at most"),
            line ->
                assertThat(line)
                    .startsWith("WARN handler test: 1 messages are still with somebody else"));
  }

  @Test
  void aShortWaitIsNotLogged() throws Exception {
    state = state(1, 4);
    source.gives().gives(first);

    search().run(numbers, false);

    assertThat(log.lines()).isEmpty();
  }

  @Test
  void whereTheGateIsShutAllGoesBack() throws Exception {
    state = state(3, 4);
    source.gives(second);
    gateShutsAfter(1);

    assertThat(search(first).run(numbers, false)).isEqualTo(RedeliverySearch.End.GATE_SHUT);

    assertThat(first.settlements()).isEqualTo(1);
    assertThat(second.settlements()).isEqualTo(1);
  }

  @Test
  void whereTheServerCannotBeAskedAllGoesBack() {
    var search =
        new RedeliverySearch(
            "test",
            gate,
            source,
            () -> {
              throw TransportException.passing("away", null);
            },
            new KnownDeliveries(HashSet::new, copies::contains),
            List.of(first));

    assertThatThrownBy(() -> search.run(numbers, false)).hasMessage("away");

    assertThat(first.settlements()).isEqualTo(1);
  }

  @Test
  void whatIsTakenIsKeptAlive() {
    search(first, second).extend(new Extensions());

    assertThat(first.extensions()).isEqualTo(1);
    assertThat(second.extensions()).isEqualTo(1);
  }

  /** The gate is shut once the source was asked so often. */
  private void gateShutsAfter(int looks) {
    shutAfter = looks;
  }

  private RedeliverySearch search(Delivery... come) {
    return new RedeliverySearch(
        "test",
        gate,
        source,
        this::state,
        new KnownDeliveries(() -> new HashSet<>(held), copies::contains),
        List.of(come));
  }

  private ConsumerState state() {
    if (source.demands().size() + 1 >= shutAfter) {
      gate.stop(); // looked at before the next look at the source
    }
    return state;
  }

  private static long place(Delivery delivery) {
    return delivery.position().orElseThrow().sequence();
  }

  private static ConsumerState state(long ackPending, long delivered) {
    return new ConsumerState(
        0, ackPending, 0, -1, -1, new ConsumerState.Delivered(delivered, Long.MAX_VALUE));
  }
}
