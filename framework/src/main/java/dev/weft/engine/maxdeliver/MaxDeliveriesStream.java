package dev.weft.engine.maxdeliver;

import dev.weft.ReceiveMode;
import dev.weft.RetryPolicy;
import dev.weft.engine.SideStream;
import dev.weft.engine.deadletter.StreamAttemptJournal;
import dev.weft.engine.worker.UserHandler;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.Map;

/**
 * The stream beside each stream with dead letters, {@code ORDERS_DEATHS} beside {@code ORDERS},
 * that keeps what may become one: the server's word on each message that {@code max_deliver} ended,
 * and the notes of {@link StreamAttemptJournal}.
 */
public final class MaxDeliveriesStream {

  /** An advisory is all that is known of a message's end, so nothing but success ends its tries. */
  private static final RetryPolicy WITHOUT_END =
      RetryPolicy.builder()
          .attempts(Integer.MAX_VALUE)
          .firstDelay(Duration.ofSeconds(1))
          .factor(2)
          .maxDelay(Duration.ofMinutes(1))
          .build();

  private MaxDeliveriesStream() {}

  /** The consumer that reads what the server says of another one. */
  public static ConsumerSpec consumerFor(ConsumerSpec original) {
    return new ConsumerSpec(
        SideStream.DEATHS.name(original.stream()),
        original.name(),
        Map.of(
            "filter_subject", SideStream.ADVISORIES + original.stream() + "." + original.name()));
  }

  /** The name of the worker beside a handler's. */
  static String helperOf(WorkerSpec<?> handler) {
    return handler.name() + " (deaths)";
  }

  /** A worker beside a handler's, which has what {@code max_deliver} ended given up. */
  static WorkerSpec<?> workerFor(WorkerSpec<?> handler, MaxDeliveriesHandler maxDeliveries) {
    // To be asked for one at a time: there are few, and each takes several round trips.
    return WorkerSpec.of(
            helperOf(handler),
            consumerFor(handler.consumer()),
            new MaxDeliveries.FromJson(),
            new UserHandler.Single<>(maxDeliveries),
            handler.call().emitter())
        .withIntake(
            intake -> intake.withMode(ReceiveMode.PULL).withMemory(handler.intake().memory()))
        .withSettlement(settlement -> settlement.withRetry(WITHOUT_END));
  }
}
