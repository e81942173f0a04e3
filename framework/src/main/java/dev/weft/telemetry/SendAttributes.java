package dev.weft.telemetry;

import io.opentelemetry.api.common.Attributes;
import java.util.concurrent.ConcurrentHashMap;

/** The attributes that publishes share: all of them, and those to one stream, built once. */
final class SendAttributes {

  private final Attributes common;
  private final ConcurrentHashMap<String, Attributes> byStream = new ConcurrentHashMap<>();

  SendAttributes(Attributes client) {
    this.common =
        client.toBuilder()
            .put(Keys.OPERATION_NAME, "send")
            .put(Keys.OPERATION_TYPE, "send")
            .build();
  }

  Attributes common() {
    return common;
  }

  Attributes to(String stream) {
    Attributes known = byStream.get(stream);
    return known != null
        ? known
        : byStream.computeIfAbsent(
            stream, name -> common.toBuilder().put(Keys.STREAM, name).build());
  }

  /** Of a failed publish: no stream confirmed it, and its subject may be one of very many. */
  Attributes failed(String errorType) {
    return common.toBuilder().put(Keys.ERROR_TYPE, errorType).build();
  }
}
