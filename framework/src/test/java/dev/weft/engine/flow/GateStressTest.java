package dev.weft.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.Parts;
import dev.weft.testing.Crew;
import dev.weft.testing.Storm;
import dev.weft.testing.Stress;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A gate lets nobody through while it is shut, and forgets nobody who waits. */
@Stress
class GateStressTest {

  private static final int WORKERS = 2;

  private record Span(long from, long to) {}

  @Test
  void nobodyPassesWhileItIsShutAndNobodyIsLeftWaiting() {
    Storm.rounds("gate", GateStressTest::round);
  }

  private static void round(Random random) throws InterruptedException {
    Gate gate = Parts.gate();
    NavigableMap<Long, Span> shut = new ConcurrentSkipListMap<>();
    Queue<Span> passed = new ConcurrentLinkedQueue<>();
    var passes = new AtomicIntegerArray(WORKERS);
    var crew = new Crew(random);
    for (int i = 0; i < WORKERS; i++) {
      int number = i;
      crew.add(
          "worker" + i,
          own -> {
            boolean open = true;
            while (open) {
              LockSupport.parkNanos(own.nextInt(2_000));
              long from = System.nanoTime();
              open =
                  own.nextBoolean()
                      ? gate.awaitOpening() != Admission.NONE
                      : gate.awaitTurn(Admission.ALL);
              if (open) {
                passed.add(new Span(from, System.nanoTime()));
                passes.incrementAndGet(number);
              } else {
                open = !gate.isStopped(); // awaitTurn tells to close what is open
              }
            }
          });
    }
    crew.add(
        "operator",
        own -> {
          for (int i = 0; i < 20; i++) {
            gate.pause();
            long from = System.nanoTime();
            assertThat(gate.pass()).isEqualTo(Admission.NONE);
            LockSupport.parkNanos(own.nextInt(20_000));
            shut.put(from, new Span(from, System.nanoTime()));
            gate.resume();
            if (own.nextInt(4) == 0) {
              awaitAll(passes);
            }
          }
          if (own.nextBoolean()) {
            gate.pause();
          }
          gate.stop();
          assertThat(gate.awaitOpening()).isEqualTo(Admission.NONE);
        });
    crew.play();

    assertThat(passed).noneMatch(one -> isWithin(one, shut.lowerEntry(one.from)));
  }

  // A wake-up that got lost would leave one of them waiting, and this with it.
  private static void awaitAll(AtomicIntegerArray passes) {
    for (int i = 0; i < WORKERS; i++) {
      int before = passes.get(i);
      while (passes.get(i) == before) {
        LockSupport.parkNanos(10_000);
      }
    }
  }

  private static boolean isWithin(Span one, Map.@Nullable Entry<Long, Span> shut) {
    return shut != null && one.to < shut.getValue().to;
  }
}
