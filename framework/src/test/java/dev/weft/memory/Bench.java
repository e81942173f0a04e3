package dev.weft.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.ReceiveMode;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Streams and sources of a memory transport, in one line each. */
record Bench(Transport transport) {

  void stream(String name, Map<String, Object> settings) {
    transport.create(new StreamSpec(name, settings));
  }

  Source consumer(String stream, String name, Map<String, Object> settings) {
    var spec = new ConsumerSpec(stream, name, settings);
    transport.create(spec);
    return transport.open(spec, ReceiveMode.PULL);
  }

  PublishReceipt publish(String subject, String text) {
    return publish(subject, text, Headers.empty());
  }

  PublishReceipt publish(String subject, String text, Headers headers) {
    return transport.outbox().publish(subject, text.getBytes(UTF_8), headers);
  }

  /** What the source can give now, without any wait. */
  static List<Delivery> now(Source source) throws InterruptedException {
    return source.next(1000, Duration.ZERO);
  }

  static List<String> texts(List<Delivery> deliveries) {
    return deliveries.stream().map(delivery -> new String(delivery.data(), UTF_8)).toList();
  }
}
