package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.PointData;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Every metric, and what holds of all of them. */
class MetricsTest {

  @AutoClose private final Metered metered = new Metered();

  @Test
  void everyMetricIsReportedAsTheEnumHasIt() {
    metered.doEverything();

    assertThat(metered.recorder.metrics())
        .extracting("name")
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Metric.values()).map(metric -> metric.key).toList());
    for (Metric metric : Metric.values()) {
      var reported = metered.recorder.metric(metric.key);
      assertThat(reported.getUnit()).isEqualTo(metric.unit);
      assertThat(reported.getDescription()).isEqualTo(metric.description);
      assertThat(reported.getType())
          .isEqualTo(
              switch (metric.kind) {
                case HISTOGRAM -> MetricDataType.HISTOGRAM;
                case COUNTER -> MetricDataType.LONG_SUM;
              });
      assertThat(reported.getInstrumentationScopeInfo().getName()).isEqualTo("dev.weft");
    }
  }

  @Test
  void aCallOfABatchHandlerIsCountedByItsSize() {
    metered.observer.calling(Metered.HANDLER, 30);
    metered.observer.calling(Metered.HANDLER, 1);

    assertThat(metered.histogram(Metric.BATCH_SIZE))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.getSum()).isEqualTo(31);
              assertThat(point.getCount()).isEqualTo(2);
              assertThat(point.getBoundaries()).startsWith(1.0, 2.0, 5.0);
            });
  }

  @Test
  void durationsHaveTheConventionsBuckets() {
    metered.doEverything();

    for (Metric metric : Metric.values()) {
      if (metric.kind == Metric.Kind.HISTOGRAM && metric.unit.equals("s")) {
        assertThat(metered.histogram(metric))
            .allSatisfy(
                point ->
                    assertThat(point.getBoundaries())
                        .containsExactly(
                            0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0,
                            7.5, 10.0));
      }
    }
  }

  @Test
  void aPublishsDurationPointsToItsSpan() {
    metered.publish(Duration.ofMillis(3));

    assertThat(metered.exampleOf(Metric.OPERATION_DURATION))
        .isEqualTo(metered.recorder.span("send orders.*.placed").getSpanId());
  }

  @Test
  void aHandlingsDurationPointsToItsSpan() {
    metered.handle(null);

    assertThat(metered.exampleOf(Metric.PROCESS_DURATION))
        .isEqualTo(metered.recorder.span("process orders.*.placed").getSpanId());
  }

  @Test
  void noMetricCarriesASubject() {
    metered.doEverything();

    assertThat(metered.recorder.metrics())
        .flatExtracting(metric -> metric.getData().getPoints())
        .extracting(point -> ((PointData) point).getAttributes().toString())
        .isNotEmpty()
        .allSatisfy(attributes -> assertThat(attributes).doesNotContain("placed"));
  }
}
