package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.machine.Machine;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of many things that are done a few at a time. */
class InParallelTest {

  @Test
  void allAreDone() {
    List<Integer> all = IntStream.range(0, 100).boxed().toList();
    Queue<Integer> done = new ConcurrentLinkedQueue<>();

    InParallel.each(Machine.real(), "test", all, done::add);

    assertThat(done).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void theFirstThatFailsTellsOfTheOthersThatDid() {
    var together = new CyclicBarrier(2);

    assertThatThrownBy(
            () ->
                InParallel.each(
                    Machine.real(), "test", List.of("one", "two"), name -> fail(together, name)))
        .satisfies(
            first ->
                assertThat(List.of(first, first.getSuppressed()[0]))
                    .extracting(Throwable::getMessage)
                    .containsExactlyInAnyOrder("one", "two"));
  }

  private static void fail(CyclicBarrier together, String name) {
    try {
      together.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new IllegalStateException(name);
  }
}
