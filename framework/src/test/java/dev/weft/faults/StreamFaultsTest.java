package dev.weft.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Somebody takes away the stream's messages, the consumer, or the stream itself. */
@Faults
class StreamFaultsTest extends OnStage {

  @Test
  void aDeletedConsumerIsCreatedAnew() throws Exception {
    try (Stage stage = stage(Plan.of("consumer deleted").workQueue())) {
      stage.worker();
      stage.worker();
      stage.flow();

      stage.faultBegins();
      stage.management().deleteConsumer(Job.STREAM, stage.consumer());
      stage.faultEnds();
      stage.awaitTold(stage.consumer());

      stage.judge(100); // what was in work is not acknowledged to the new consumer
    }
  }

  @Test
  void whatIsPurgedIsGoneAndTheRestIsHandled() throws Exception {
    // Slower than the traffic, so that there is something to purge.
    try (Stage stage = stage(Plan.of("stream purged").handling(Duration.ofMillis(8)))) {
      stage.worker();
      stage.flow();
      Pause.ofSeconds(2);

      stage.faultBegins();
      stage.betweenPublishes(
          () -> {
            try {
              stage.management().purgeStream(Job.STREAM);
              stage
                  .ledger()
                  .excuseUpTo(
                      stage
                          .management()
                          .getStreamInfo(Job.STREAM)
                          .getStreamState()
                          .getLastSequence(),
                      "purged");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            } catch (JetStreamApiException e) {
              throw new IllegalStateException(e);
            }
          });
      stage.faultEnds();

      stage.judge(0);
      assertThat(stage.ledger().takenAway()).isPositive();
    }
  }

  @Test
  void aDeletedStreamIsNamedUntilItIsThereAgain() throws Exception {
    try (Stage stage = stage(Plan.of("stream deleted, and created again after 5 s"))) {
      stage.worker();
      stage.worker();
      stage.flow();

      stage.faultBegins();
      stage.betweenPublishes(
          () -> {
            try {
              stage.management().deleteStream(Job.STREAM);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            } catch (JetStreamApiException e) {
              throw new IllegalStateException(e);
            }
            stage.ledger().excuseUpTo(Long.MAX_VALUE, "deleted with its stream");
          });
      stage.awaitTold("the server has no such stream");
      Pause.ofSeconds(5);
      stage.createStream();
      stage.faultEnds();

      stage.judge(0);
    }
  }
}
