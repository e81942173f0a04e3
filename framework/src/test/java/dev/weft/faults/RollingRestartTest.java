package dev.weft.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** Three workers restarted one after the other, as a new release is rolled out. */
@Faults
class RollingRestartTest extends OnStage {

  private static final Duration NO_LONGER = Duration.ofSeconds(5);

  @Test
  void everyMessageIsHandledOnceAndTheWorkNeverStops() throws Exception {
    Plan plan =
        Plan.of("3 workers restarted in turn for 60 s, 500/s")
            .perSecond(500)
            .handling(Duration.ofMillis(1));
    try (Stage stage = stage(plan)) {
      var workers = new ArrayDeque<LocalWorker>();
      for (int i = 0; i < 3; i++) {
        workers.add(stage.worker());
      }
      stage.flow();

      stage.faultBegins();
      stage.faultEnds(); // the work goes on from here: gaps count through all the restarts
      Instant end = Instant.now().plusSeconds(60);
      while (Instant.now().isBefore(end)) {
        stage.stop(workers.remove());
        workers.add(stage.worker());
        stage.awaitHandled(500);
      }

      stage.judge(0, NO_LONGER);
      // What a stopping worker hands back is another delivery, and at once. None that waited for
      // its
      // ack wait is among them.
      assertThat(stage.ledger().longestWait()).isLessThan(plan.ackWait());
    }
  }
}
