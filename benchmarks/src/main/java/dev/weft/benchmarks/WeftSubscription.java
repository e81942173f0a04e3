package dev.weft.benchmarks;

import dev.weft.runtime.Weft;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Weft's runtime, started and drained for each run.
 *
 * @param settings what each handler's block says beyond its class, stream and consumer
 */
record WeftSubscription(Place place, Sdk sdk, Job job, String settings) implements Subscription {

  @Override
  public AutoCloseable begin(Task task) {
    String handlers =
        task.handlers() == 1
            ? handler(task, "bench", "durable_name = " + task.consumer())
            : IntStream.range(0, task.handlers())
                .mapToObj(i -> handler(task, "bench-" + i, consumer(task, i)))
                .collect(Collectors.joining());
    var builder =
        Weft.builder()
            .config(
                """
                weft {
                  nats.servers = ["%s"]
                  %s
                }
                """
                    .formatted(place.url(), handlers));
    sdk.telemetry().ifPresent(builder::telemetry);
    return builder.start()::stop;
  }

  private static String consumer(Task task, int number) {
    return "durable_name = %s, filter_subject = %s"
        .formatted(task.consumer(number), task.subject(number));
  }

  private String handler(Task task, String name, String consumer) {
    return """
    handlers.%s {
      class = "%s"
      stream = %s
      consumer { %s }
      %s
    }
    """
        .formatted(name, job.handler().getName(), task.stream(), consumer, settings);
  }
}
