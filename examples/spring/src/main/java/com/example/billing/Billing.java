package com.example.billing;

import dev.weft.HandlerFactory;
import dev.weft.Publisher;
import dev.weft.runtime.Weft;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The program: runs until SIGTERM, on which Spring closes its context and so drains Weft. */
@SpringBootApplication
public class Billing {

  public static void main(String[] args) throws InterruptedException {
    SpringApplication.run(Billing.class, args).getBean(Weft.class).join();
  }

  /**
   * Makes all beans that its configuration names before it starts, so it is stopped before them.
   */
  @Bean(destroyMethod = "stop")
  Weft weft(HandlerFactory factory) {
    return Weft.builder().factory(factory).start();
  }

  /** For the beans that publish; what a handler publishes it emits. */
  @Bean
  Publisher<Invoice> invoices(Weft weft, InvoiceCodec codec) {
    return weft.publisher(codec);
  }
}
