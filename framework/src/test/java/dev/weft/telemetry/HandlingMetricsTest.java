package dev.weft.telemetry;

import static dev.weft.telemetry.ExpectedAttributes.ofHandlings;
import static dev.weft.telemetry.ExpectedAttributes.settlement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Outcome;
import io.opentelemetry.sdk.metrics.data.PointData;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is measured of handlings. */
class HandlingMetricsTest {

  @AutoClose private final Metered metered = new Metered();

  @Test
  void aHandlingIsTimedInSeconds() {
    var processing = metered.observer.processing(Metered.HANDLER, Metered.delivery());
    metered.pass(Duration.ofMillis(30));
    processing.close();

    assertThat(metered.histogram(Metric.PROCESS_DURATION))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.getSum()).isEqualTo(0.03);
              assertThat(point.getAttributes()).isEqualTo(ofHandlings().build());
            });
  }

  @Test
  void aFailedHandlingIsTimedByItsError() {
    metered.handle(new IllegalStateException("down"));
    metered.handle(null);

    assertThat(metered.histogram(Metric.PROCESS_DURATION))
        .extracting(PointData::getAttributes)
        .containsExactlyInAnyOrder(
            ofHandlings().build(),
            ofHandlings().put("error.type", "java.lang.IllegalStateException").build());
  }

  @Test
  void everyDeliveryIsCountedOnce() {
    metered.handle(null);
    metered.handle(new IllegalStateException("down"));

    assertThat(metered.counts(Metric.CONSUMED_MESSAGES))
        .isEqualTo(Map.of(ofHandlings().build(), 2L));
  }

  @Test
  void settlementsAreCountedByOutcome() {
    var delivery = Metered.delivery();
    metered.observer.settled(Metered.HANDLER, delivery, Outcome.Ack.INSTANCE, true);
    metered.observer.settled(Metered.HANDLER, delivery, Outcome.Ack.INSTANCE, true);
    metered.observer.settled(
        Metered.HANDLER, delivery, new Outcome.Retry(Duration.ZERO, "busy", null), true);
    metered.observer.settled(
        Metered.HANDLER, delivery, new Outcome.Reject("no such order", null), true);
    metered.observer.settled(
        Metered.HANDLER, delivery, new Outcome.Reject("no such order", null), false);

    assertThat(metered.counts(Metric.SETTLEMENTS))
        .isEqualTo(
            Map.of(
                settlement("ack", true), 2L,
                settlement("retry", true), 1L,
                settlement("reject", true), 1L,
                settlement("reject", false), 1L));
  }

  @Test
  void theServerIsNamedWhereItIsKnown() {
    Observer.of(
            WeftTelemetry.create(
                metered.recorder.openTelemetry(), new ServerAddress("nats.test", 4222)))
        .processing(Metered.HANDLER, Metered.delivery())
        .close();

    assertThat(metered.counts(Metric.CONSUMED_MESSAGES).keySet())
        .containsExactly(
            ofHandlings().put("server.address", "nats.test").put("server.port", 4222).build());
  }

  @Test
  void anIncidentIsCountedByItsKindAndHandler() {
    metered.observer.happened(Metered.HANDLER, Incident.REOPENED);

    assertThat(metered.recorder.metric("weft.incidents").getLongSumData().getPoints())
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.getValue()).isEqualTo(1);
              assertThat(point.getAttributes().asMap())
                  .containsEntry(Keys.INCIDENT, "reopened")
                  .containsEntry(Keys.HANDLER, Metered.HANDLER.name());
            });
  }
}
