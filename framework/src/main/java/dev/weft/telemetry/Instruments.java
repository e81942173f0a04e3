package dev.weft.telemetry;

import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/** The instruments of one meter, one per {@link Metric}. */
final class Instruments {

  // The conventions' own, in seconds: from a no-op to the longest time anyone waits for an answer.
  private static final List<Double> BUCKETS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  private static final List<Long> SIZES =
      List.of(1L, 2L, 5L, 10L, 20L, 50L, 100L, 200L, 500L, 1_000L, 2_000L, 5_000L, 10_000L);

  private final DoubleHistogram processDuration;
  private final DoubleHistogram operationDuration;
  private final DoubleHistogram requestDuration;
  private final DoubleHistogram respondDuration;
  private final LongCounter sentMessages;
  private final LongCounter consumedMessages;
  private final LongHistogram batchSize;
  private final LongCounter settlements;
  private final LongCounter incidents;

  private Instruments(Meter meter) {
    processDuration = histogram(meter, Metric.PROCESS_DURATION);
    operationDuration = histogram(meter, Metric.OPERATION_DURATION);
    requestDuration = histogram(meter, Metric.REQUEST_DURATION);
    respondDuration = histogram(meter, Metric.RESPOND_DURATION);
    sentMessages = counter(meter, Metric.SENT_MESSAGES);
    consumedMessages = counter(meter, Metric.CONSUMED_MESSAGES);
    batchSize = sizes(meter, Metric.BATCH_SIZE);
    settlements = counter(meter, Metric.SETTLEMENTS);
    incidents = counter(meter, Metric.INCIDENTS);
  }

  static Instruments of(Meter meter) {
    return new Instruments(meter);
  }

  DoubleHistogram processDuration() {
    return processDuration;
  }

  DoubleHistogram operationDuration() {
    return operationDuration;
  }

  DoubleHistogram requestDuration() {
    return requestDuration;
  }

  DoubleHistogram respondDuration() {
    return respondDuration;
  }

  LongCounter sentMessages() {
    return sentMessages;
  }

  LongCounter consumedMessages() {
    return consumedMessages;
  }

  LongHistogram batchSize() {
    return batchSize;
  }

  LongCounter settlements() {
    return settlements;
  }

  LongCounter incidents() {
    return incidents;
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
