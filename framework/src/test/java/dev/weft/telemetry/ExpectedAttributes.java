package dev.weft.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;

/** The attributes that metrics have to carry. */
final class ExpectedAttributes {

  private ExpectedAttributes() {}

  static AttributesBuilder ofHandlings() {
    return Attributes.builder()
        .put("messaging.system", "nats")
        .put("messaging.operation.name", "process")
        .put("messaging.operation.type", "process")
        .put("messaging.consumer.group.name", "invoices")
        .put("weft.handler", "send-invoice")
        .put("weft.stream", "ORDERS");
  }

  static AttributesBuilder ofPublishes() {
    return Attributes.builder()
        .put("messaging.system", "nats")
        .put("messaging.operation.name", "send")
        .put("messaging.operation.type", "send");
  }

  static AttributesBuilder ofRequests(String name, String type) {
    return Attributes.builder()
        .put("messaging.system", "nats")
        .put("rpc.system.name", "nats")
        .put("messaging.operation.name", name)
        .put("messaging.operation.type", type);
  }

  static AttributesBuilder ofAnswers() {
    return ofRequests("respond", "process")
        .put("messaging.consumer.group.name", "prices")
        .put("weft.handler", "price");
  }

  static Attributes settlement(String outcome, boolean sent) {
    return Attributes.builder()
        .put("messaging.system", "nats")
        .put("messaging.consumer.group.name", "invoices")
        .put("weft.handler", "send-invoice")
        .put("weft.stream", "ORDERS")
        .put("weft.outcome", outcome)
        .put("weft.sent", sent)
        .build();
  }
}
