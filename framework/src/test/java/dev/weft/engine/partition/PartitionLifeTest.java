package dev.weft.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.Bench;
import dev.weft.engine.partition.PartitionLife.Served;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each transition of a partition's life, as docs/architecture.md draws them. */
class PartitionLifeTest {

  private final Bench bench = new Bench();
  private final PartitionLife life = new PartitionLife();
  private Served served;

  @BeforeEach
  void make() {
    served = new Served(bench.worker(message -> {}), Thread.currentThread());
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void onlyAFreePartitionIsServed() {
    assertThat(life.start(served)).isTrue();
    assertThat(life.start(served)).isFalse();

    assertThat(life.served()).isEqualTo(served);
    assertThat(life.isReleasing()).isFalse();
  }

  @Test
  void aWorkerThatIsStoppedOrInterruptedIsSoOnce() {
    assertThat(life.stop()).as("nobody serves").isNull();
    life.start(served);
    assertThat(life.interrupt()).as("it was not stopped").isNull();

    assertThat(life.stop()).isEqualTo(served);
    assertThat(life.stop()).isNull();
    assertThat(life.interrupt()).isEqualTo(served);
    assertThat(life.interrupt()).isNull();

    life.ended();
    assertThat(life.served()).isNull();
    assertThat(life.start(served)).as("it is free again").isTrue();
  }

  @Test
  void aDrainedPartitionIsNotServedBeforeItIsReleased() {
    life.start(served);

    assertThat(life.drain()).isEqualTo(served);
    assertThat(life.isReleasing()).isTrue();
    assertThat(life.isDrained()).isFalse();
    life.ended();
    assertThat(life.isDrained()).isTrue();
    assertThat(life.start(served)).isFalse();

    life.released();
    assertThat(life.start(served)).isTrue();
  }

  @Test
  void oneThatStopsOrIsInterruptedMayBeDrainedToo() {
    life.start(served);
    life.stop();
    assertThat(life.drain()).as("it was told to stop before").isNull();
    assertThat(life.interrupt()).isEqualTo(served);
    assertThat(life.isReleasing()).isTrue();

    life.ended();

    assertThat(life.isDrained()).isTrue();
  }

  @Test
  void oneThatNobodyServesIsDrainedAtOnce() {
    assertThat(life.drain()).isNull();

    assertThat(life.isDrained()).isTrue();
  }

  @Test
  void whatWasTakenAwayIsFreeOnceItsWorkerHasEnded() {
    life.start(served);
    life.drain();
    life.released();
    assertThat(life.start(served)).as("its worker has not ended").isFalse();

    life.ended();

    assertThat(life.start(served)).isTrue();
  }

  @Test
  void aWorkerThatEndsByItselfLeavesThePartitionFree() {
    life.start(served);

    life.ended();

    assertThat(life.start(served)).isTrue();
  }
}
