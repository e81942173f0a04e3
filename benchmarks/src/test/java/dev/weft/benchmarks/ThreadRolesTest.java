package dev.weft.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ThreadRolesTest {

  // As JDK 25 writes it; the last as JDK 21 did once, in base 16.
  private static final String DUMP =
      """
      Full thread dump OpenJDK 64-Bit Server VM

      "main" #3 [101] prio=5 os_prio=0 cpu=50.00ms elapsed=1.00s tid=0x7f01 nid=101 waiting
         java.lang.Thread.State: WAITING (parking)
      \tat jdk.internal.misc.Unsafe.park(java.base@25/Native Method)

      "nats:3" #31 [131] prio=5 os_prio=0 cpu=9.00ms elapsed=1.00s tid=0x7f02 nid=131 runnable
         java.lang.Thread.State: RUNNABLE
      \tat io.nats.client.impl.NatsConnectionReader.run(NatsConnectionReader.java:150)

      "nats:4" #32 [132] prio=5 os_prio=0 cpu=9.00ms elapsed=1.00s tid=0x7f03 nid=132 waiting
         java.lang.Thread.State: WAITING (parking)
      \tat io.nats.client.impl.NatsConnectionWriter.run(NatsConnectionWriter.java:230)

      "nats:1" #33 [133] prio=5 os_prio=0 cpu=9.00ms elapsed=1.00s tid=0x7f04 nid=133 waiting
      \tat java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue.take(X.java:1)

      "ForkJoinPool-1-worker-1" #40 [140] daemon prio=5 tid=0x7f05 nid=140 waiting
      \tat java.util.concurrent.ForkJoinPool.runWorker(java.base@25/ForkJoinPool.java:1)

      "weft-keep-alive" #41 [141] daemon prio=5 tid=0x7f06 nid=141 waiting
      \tat java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue.take(X.java:1)

      "G1 Conc#0" os_prio=0 cpu=0.10ms elapsed=1.00s tid=0x7f07 nid=0x9f runnable
      """;

  @Test
  void framesAndNamesSayWhatAThreadIsFor() {
    assertThat(ThreadRoles.parse(DUMP))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                101L, ThreadRole.OTHER,
                131L, ThreadRole.READER,
                132L, ThreadRole.WRITER,
                133L, ThreadRole.TIMER,
                140L, ThreadRole.CARRIER,
                141L, ThreadRole.WEFT,
                159L, ThreadRole.JVM));
  }

  @Test
  void theThreadsOfThisProcessHaveRoles() {
    assertThat(ThreadRoles.now().values()).contains(ThreadRole.OTHER, ThreadRole.JVM);
  }
}
