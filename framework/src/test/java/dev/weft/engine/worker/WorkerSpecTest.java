package dev.weft.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weft.BatchHandler;
import dev.weft.BatchPolicy;
import dev.weft.codec.StringCodec;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the parts of a worker's specification have to agree on. */
class WorkerSpecTest {

  private static final BatchHandler<String> BATCHES = messages -> {};
  private static final BatchPolicy BY_FIFTY = new BatchPolicy(50, Duration.ZERO);

  @Test
  void eachCallOfABatchHandlerHoldsTheMessagesOfABatch() {
    WorkerSpec<String> spec =
        of(new UserHandler.Batched<>(BATCHES, BY_FIFTY)).withFlow(flow -> flow.withConcurrency(3));

    assertThat(spec.slots()).isEqualTo(150);
  }

  @Test
  void moreMessagesAtOnceThanCanBeCountedAreRefused() {
    WorkerSpec<String> spec = of(new UserHandler.Batched<>(BATCHES, BY_FIFTY));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec.withFlow(flow -> flow.withConcurrency(Integer.MAX_VALUE)))
        .withMessageContaining("concurrency = 2147483647 with batches of 50");
  }

  @Test
  void batchesByKeyAreRefused() {
    WorkerSpec<String> spec = of(new UserHandler.Batched<>(BATCHES, BY_FIFTY));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec.withFlow(flow -> flow.withKey((subject, headers, data) -> subject)))
        .withMessageContaining("batches by key");
  }

  @Test
  void theSameHandlerOnAnotherConsumerDiffersInThatAlone() {
    WorkerSpec<String> spec = of(new UserHandler.Single<>(message -> {}));
    var other = new ConsumerSpec("S", "other", Map.of());

    WorkerSpec<String> moved = spec.on(other);

    assertThat(moved.id().consumer()).isEqualTo("other");
    assertThat(moved.withIntake(intake -> intake.withConsumer(spec.consumer()))).isEqualTo(spec);
  }

  private static WorkerSpec<String> of(UserHandler<String> handler) {
    try (var memory = new MemoryTransport()) {
      return WorkerSpec.of(
          "test",
          new ConsumerSpec("S", "c", Map.of()),
          StringCodec.INSTANCE,
          handler,
          Parts.emitter(memory.outbox(), Observer.none()));
    }
  }
}
