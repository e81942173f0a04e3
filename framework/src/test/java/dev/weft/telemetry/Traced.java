package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import io.opentelemetry.context.Context;

/** What is published and handled, and the spans that come of it. */
final class Traced implements AutoCloseable {

  static final HandlerId HANDLER = new HandlerId("send-invoice", "ORDERS", "invoices");
  static final String SUBJECT = "orders.12345.placed";
  static final PublishReceipt RECEIPT =
      new PublishReceipt(new StreamPosition("ORDERS", 42), "order-1", false);

  final Recorder recorder = new Recorder();
  final Observer observer =
      Observer.of(
          WeftTelemetry.create(recorder.openTelemetry(), new ServerAddress("nats.test", 4222)));

  Headers publish(Headers headers) {
    var sending = observer.sending(SUBJECT, "order-1", headers, 5);
    sending.sent(RECEIPT);
    return sending.headers();
  }

  void handle(Headers headers) {
    observer.processing(HANDLER, delivery(headers)).close();
  }

  static WatchedDelivery delivery(Headers headers) {
    return new WatchedDelivery(SUBJECT, headers);
  }

  /** Fails if something was left current on the thread. */
  @Override
  public void close() {
    assertThat(Context.current()).as("what is left current on the thread").isSameAs(Context.root());
    recorder.close();
  }
}
