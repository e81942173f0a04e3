package com.example.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.billing.TellBalance.Balance;
import com.example.billing.TellBalance.Question;
import dev.weft.Publisher;
import dev.weft.Requester;
import dev.weft.codec.JsonCodec;
import dev.weft.runtime.Weft;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application as it is started, on a nats-server of its own. */
class BillingTest {

  @TempDir Path folder;
  private NatsServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = NatsServer.start(folder);
    System.setProperty("NATS_URL", server.url());
  }

  @AfterEach
  void stopServer() {
    System.clearProperty("NATS_URL");
    server.close();
  }

  @Test
  @SuppressWarnings("unchecked") // of a bean by its name
  void whatIsPublishedIsEnteredOnceAndTheBalanceCanBeAskedFor() {
    try (ConfigurableApplicationContext context = SpringApplication.run(Billing.class)) {
      var weft = context.getBean(Weft.class);
      Publisher<Invoice> invoices = context.getBean("invoices", Publisher.class);
      Requester<Question, Balance> balances =
          weft.requester(JsonCodec.of(Question.class), JsonCodec.of(Balance.class));

      invoices.publish("invoices.new", new Invoice("acme", "I-1", 1_000));
      invoices.publish("invoices.new", new Invoice("bolt", "I-2", 70));
      invoices.publish("invoices.new", new Invoice("acme", "I-3", 999));
      invoices.publish("invoices.new", new Invoice("acme", "I-3", 999));

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> ask(balances, "acme") == 1_999 && ask(balances, "bolt") == 70);
      assertThat(weft.problems()).isEmpty();
    }
  }

  private static long ask(Requester<Question, Balance> balances, String customer) {
    return balances.request("billing.balance", new Question(customer)).cents();
  }
}
