package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.codec.JsonCodec;
import dev.weft.runtime.Weft;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The program as it is put together, in memory in place of a server. */
final class ShopTest {

  @BeforeEach
  void chooseMemory() {
    System.setProperty("weft.transport", "memory"); // goes before application.conf
  }

  @AfterEach
  void forget() {
    System.clearProperty("weft.transport");
  }

  @Test
  void anOrderIsConfirmed() throws Exception {
    var sent = new LinkedBlockingQueue<String>();
    try (Weft weft = Shop.start((to, text) -> sent.add(to))) {
      weft.publisher(JsonCodec.of(OrderPlaced.class))
          .publish("orders.placed", new OrderPlaced("A-1", "ada@example.com"));

      assertThat(sent.poll(30, TimeUnit.SECONDS)).isEqualTo("ada@example.com");
    }
  }
}
