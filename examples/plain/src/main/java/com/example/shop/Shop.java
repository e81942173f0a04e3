package com.example.shop;

import dev.weft.Publisher;
import dev.weft.codec.JsonCodec;
import dev.weft.runtime.Weft;

/** The program: confirms orders until SIGTERM, which drains. */
public final class Shop {

  private Shop() {}

  public static void main(String[] args) throws InterruptedException {
    Weft weft = start((to, text) -> System.out.println("To " + to + ": " + text));
    Runtime.getRuntime().addShutdownHook(new Thread(weft::stop));

    Publisher<OrderPlaced> orders = weft.publisher(JsonCodec.of(OrderPlaced.class));
    orders.publish("orders.placed", new OrderPlaced("A-1", "ada@example.com"));

    weft.join();
  }

  /** Starts the handlers of application.conf, which is on the class path. */
  static Weft start(Mailer mailer) {
    return Weft.builder().handler("confirm-order", new ConfirmOrder(mailer)).start();
  }
}
