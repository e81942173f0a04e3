package dev.weft.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.ReceiveMode;
import dev.weft.engine.Bench;
import dev.weft.engine.Parts;
import dev.weft.engine.dispatch.Serial;
import dev.weft.engine.flow.Admission;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From which state a worker comes to which, and what an operator is told meanwhile. */
class WorkerLifeTest {

  private final Bench bench = new Bench().prepared();
  private final WorkerLife life = new WorkerLife("starting");
  private final ReceiveLoop first = loop();
  private final ReceiveLoop second = loop();

  @AfterEach
  void close() {
    first.close();
    second.close();
    bench.close();
  }

  @Test
  void aProblemLastsUntilTheSourceHasAnswered() {
    assertThat(life.problem()).contains("starting");

    life.opened(first);
    assertThat(life.problem()).contains("starting");
    assertThat(life.loop()).isSameAs(first);

    assertThat(life.answered()).isTrue();
    assertThat(life.problem()).isEmpty();
    assertThat(life.answered()).as("only the first answer is new").isFalse();
  }

  @Test
  void afterAFailureNoLoopServesUntilAnotherSourceIsOpened() {
    life.opened(first);
    life.answered();

    life.failed("the server is away");

    assertThat(life.loop()).isNull();
    assertThat(life.answered()).as("an answer to nobody").isFalse();
    assertThat(life.problem()).contains("the server is away");
    life.opened(second);
    life.answered();
    assertThat(life.problem()).isEmpty();
    assertThat(life.loop()).isSameAs(second);
  }

  @Test
  void anAbandonedLoopThatClosesLateChangesNothing() {
    life.opened(first);
    life.failed("its source has not returned for 15 s");
    life.opened(second);
    life.answered();

    life.closed(first);

    assertThat(life.loop()).isSameAs(second);
    life.closed(second);
    assertThat(life.loop()).isNull();
  }

  @Test
  void aLoopThatIsLeftIsThereToBeClosedUntilItIsOrAnotherServes() {
    life.opened(first);
    life.answered();

    life.stalled("its source has not returned for 15 s");

    assertThat(life.loop()).isSameAs(first);
    assertThat(life.problem()).contains("its source has not returned for 15 s");
    life.failed("the server is away");
    assertThat(life.loop()).as("as it was not closed yet").isSameAs(first);
    life.closed(first);
    assertThat(life.loop()).isNull();

    life.opened(first);
    life.stalled("its source has not returned for 15 s");
    life.opened(second);
    assertThat(life.loop()).isSameAs(second);
  }

  @Test
  void oneThatHasEndedStaysSo() {
    life.ended();

    life.opened(first);
    life.failed("late");

    assertThat(life.loop()).isNull();
    assertThat(life.problem()).isEmpty();
  }

  private ReceiveLoop loop() {
    return new ReceiveLoop(
        Parts.gate(),
        Admission.ALL,
        bench.memory.open(bench.consumer(), ReceiveMode.PULL),
        new Serial(Parts.inFlight(attempt -> Optional.empty()), () -> {}),
        bench.housekeeper(),
        thread -> {});
  }
}
