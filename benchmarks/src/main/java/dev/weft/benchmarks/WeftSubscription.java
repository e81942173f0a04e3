package dev.weft.benchmarks;

import dev.weft.runtime.Weft;

/**
 * Weft's runtime, started and drained for each run.
 *
 * @param settings what the handler's block says beyond its class, stream and consumer
 */
record WeftSubscription(Place place, Sdk sdk, Job job, String settings) implements Subscription {

  @Override
  public AutoCloseable begin(Task task) {
    String text =
        """
        weft {
          nats.servers = ["%s"]
          handlers.bench {
            class = "%s"
            stream = %s
            consumer.durable_name = %s
            %s
          }
        }
        """
            .formatted(
                place.url(), job.handler().getName(), task.stream(), task.consumer(), settings);
    var builder = Weft.builder().config(text);
    sdk.telemetry().ifPresent(builder::telemetry);
    return builder.start()::stop;
  }
}
