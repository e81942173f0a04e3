package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.weft.BatchHandler;
import dev.weft.Handler;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a test says of its kit, before that starts. */
class KitBuilderTest {

  private final KitBuilder builder = WeftTestKit.of("shop.conf");

  @Test
  @SuppressWarnings("NullAway")
  void aNullIsRefusedByItsName() {
    Handler<String> handler = null;
    BatchHandler<String> batches = null;

    refused(() -> WeftTestKit.of(null), "config: null");
    refused(() -> builder.settings(null), "settings: null");
    refused(() -> builder.handler(null, message -> {}), "handler: null");
    refused(() -> builder.handler("ship", handler), "handler ship: null");
    refused(() -> builder.batchHandler("ship", batches), "handler ship: null");
    refused(() -> builder.factory(null), "factory: null");
    refused(() -> builder.at(null), "at: null");
    refused(() -> builder.patience(null), "patience: null");
  }

  @Test
  @SuppressWarnings("NullAway")
  void aPublishOfNothingIsRefusedByItsName() {
    try (WeftTestKit kit = builder.start()) {
      refused(() -> kit.publish("orders.placed", null), "payload for orders.placed: null");
      refused(() -> kit.publish(null, "text"), "subject: null");
      refused(() -> kit.publish("orders.placed", "text", null), "options for orders.placed: null");
    }
  }

  private static void refused(ThrowingCallable call, String text) {
    assertThatNullPointerException().isThrownBy(call).withMessageContaining(text);
  }
}
