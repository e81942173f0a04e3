package dev.weft.telemetry;

import static dev.weft.telemetry.ExpectedAttributes.ofAnswers;
import static dev.weft.telemetry.ExpectedAttributes.ofPublishes;
import static dev.weft.telemetry.ExpectedAttributes.ofRequests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.RequestException;
import dev.weft.TransportException;
import dev.weft.transport.Failure;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.PointData;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is measured of publishes, requests and answers. */
class SendingMetricsTest {

  @AutoClose private final Metered metered = new Metered();

  @Test
  void aPublishIsTimedAndCountedByItsStream() {
    metered.publish(Duration.ofMillis(3));
    metered.publish(Duration.ofMillis(4));

    assertThat(metered.histogram(Metric.OPERATION_DURATION))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.getCount()).isEqualTo(2);
              assertThat(point.getMax()).isEqualTo(0.004);
              assertThat(point.getAttributes())
                  .isEqualTo(ofPublishes().put("weft.stream", "ORDERS").build());
            });
    assertThat(metered.counts(Metric.SENT_MESSAGES))
        .isEqualTo(Map.of(ofPublishes().put("weft.stream", "ORDERS").build(), 2L));
  }

  @Test
  void aFailedPublishIsTimedAndCountedByItsError() {
    metered
        .observer
        .sending(Metered.SUBJECT, "order-1", Headers.empty(), 5)
        .failed(Failure.of(TransportException.passing("no answer", null)));

    Attributes expected = ofPublishes().put("error.type", "dev.weft.TransportException").build();
    assertThat(metered.histogram(Metric.OPERATION_DURATION))
        .singleElement()
        .extracting(PointData::getAttributes)
        .isEqualTo(expected);
    assertThat(metered.counts(Metric.SENT_MESSAGES)).isEqualTo(Map.of(expected, 1L));
  }

  @Test
  void aRequestIsTimedOnBothSides() {
    metered.request(null);
    metered.respond(null);

    assertThat(metered.histogram(Metric.REQUEST_DURATION))
        .singleElement()
        .satisfies(point -> assertThat(point.getSum()).isEqualTo(0.002))
        .extracting(PointData::getAttributes)
        .isEqualTo(ofRequests("request", "send").build());
    assertThat(metered.histogram(Metric.RESPOND_DURATION))
        .singleElement()
        .satisfies(point -> assertThat(point.getSum()).isEqualTo(0.001))
        .extracting(PointData::getAttributes)
        .isEqualTo(ofAnswers().build());
  }

  @Test
  void aFailedRequestIsTimedByItsErrorAndCode() {
    metered.request(new RequestException(404, "unknown", "no such thing"));
    metered.respond(new IllegalStateException("down"));

    assertThat(metered.histogram(Metric.REQUEST_DURATION))
        .extracting(PointData::getAttributes)
        .containsExactly(
            ofRequests("request", "send")
                .put("error.type", "dev.weft.RequestException")
                .put("rpc.response.status_code", "404")
                .build());
    assertThat(metered.histogram(Metric.RESPOND_DURATION))
        .extracting(PointData::getAttributes)
        .containsExactly(ofAnswers().put("error.type", "java.lang.IllegalStateException").build());
  }
}
