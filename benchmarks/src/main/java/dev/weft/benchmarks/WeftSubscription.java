package dev.weft.benchmarks;

import com.typesafe.config.ConfigFactory;
import dev.weft.config.WeftConfig;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;

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
    var classes = UserClasses.of(WeftSubscription.class.getClassLoader());
    WeftConfig config = WeftConfig.read(ConfigFactory.parseString(text), classes);
    return WorkerRuntime.start(config, classes, sdk.observer())::stop;
  }
}
