package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Telemetry that fails, and messages that do not notice. */
class FaultsTest {

  private static final HandlerId HANDLER = new HandlerId("send-invoice", "ORDERS", "invoices");
  private static final Headers HEADERS = Headers.of("X-Message-ID", "order-1");

  private final Logger logger = (Logger) LoggerFactory.getLogger(WeftTelemetry.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void readTheLog() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void leaveTheLog() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  enum Moment {
    START,
    END
  }

  @ParameterizedTest
  @EnumSource
  void aProcessorThatFailsHarmsNoMessageAndIsWarnedOfOnce(Moment moment) {
    try (var recorder = new Recorder(Sampler.alwaysOn(), new Broken(moment))) {
      var observer = Observer.of(WeftTelemetry.create(recorder.openTelemetry()));
      var delivery = new WatchedDelivery("orders.placed", HEADERS);

      var processing = observer.processing(HANDLER, delivery);
      var sending = observer.sending("invoices.sent", "invoice-1", HEADERS, 5);
      sending.sent(new PublishReceipt(new StreamPosition("INVOICES", 1), "invoice-1", false));
      observer
          .sending("invoices.sent", "invoice-2", HEADERS, 5)
          .failed(Failure.of(new RuntimeException()));
      observer.settled(HANDLER, delivery, Outcome.Ack.INSTANCE, true);
      processing.failed(Failure.of(new IllegalStateException("down")));
      processing.close();

      assertThat(sending.headers().first("X-Message-ID")).contains("order-1");
      assertThat(Context.current()).isSameAs(Context.root());
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .hasSizeGreaterThan(1)
        .startsWith(Level.WARN)
        .filteredOn(Level.WARN::equals)
        .hasSize(1);
  }

  private record Broken(Moment moment) implements SpanProcessor {

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
      fail(Moment.START);
    }

    @Override
    public boolean isStartRequired() {
      return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      fail(Moment.END);
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    private void fail(Moment now) {
      if (now == moment) {
        throw new IllegalStateException("broken at " + now);
      }
    }
  }
}
