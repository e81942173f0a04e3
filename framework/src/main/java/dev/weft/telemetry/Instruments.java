package dev.weft.telemetry;

import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/** The instruments of one meter, one per {@link Metric}. */
record Instruments(
    DoubleHistogram processDuration,
    DoubleHistogram operationDuration,
    DoubleHistogram requestDuration,
    DoubleHistogram respondDuration,
    LongCounter sentMessages,
    LongCounter consumedMessages,
    LongHistogram batchSize,
    LongCounter settlements,
    LongCounter incidents) {

  // The conventions' own, in seconds: from a no-op to the longest time anyone waits for an answer.
  private static final List<Double> BUCKETS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  private static final List<Long> SIZES =
      List.of(1L, 2L, 5L, 10L, 20L, 50L, 100L, 200L, 500L, 1_000L, 2_000L, 5_000L, 10_000L);

  static Instruments of(Meter meter) {
    return new Instruments(
        histogram(meter, Metric.PROCESS_DURATION),
        histogram(meter, Metric.OPERATION_DURATION),
        histogram(meter, Metric.REQUEST_DURATION),
        histogram(meter, Metric.RESPOND_DURATION),
        counter(meter, Metric.SENT_MESSAGES),
        counter(meter, Metric.CONSUMED_MESSAGES),
        sizes(meter, Metric.BATCH_SIZE),
        counter(meter, Metric.SETTLEMENTS),
        counter(meter, Metric.INCIDENTS));
  }

  private static DoubleHistogram histogram(Meter meter, Metric metric) {
    return meter
        .histogramBuilder(metric.key)
        .setUnit(metric.unit)
        .setDescription(metric.description)
        .setExplicitBucketBoundariesAdvice(BUCKETS)
        .build();
  }

  private static LongHistogram sizes(Meter meter, Metric metric) {
    return meter
        .histogramBuilder(metric.key)
        .ofLongs()
        .setUnit(metric.unit)
        .setDescription(metric.description)
        .setExplicitBucketBoundariesAdvice(SIZES)
        .build();
  }

  private static LongCounter counter(Meter meter, Metric metric) {
    return meter
        .counterBuilder(metric.key)
        .setUnit(metric.unit)
        .setDescription(metric.description)
        .build();
  }
}
