package dev.weft.app.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.app.orders.PaymentGateway.Answer;
import dev.weft.app.orders.PaymentGateway.Answer.Authorized;
import dev.weft.app.orders.PaymentGateway.Charge;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SimulatedGatewayTest {

  private static final int ORDERS = 400;

  private final PaymentGateway gateway = new SimulatedGateway(Duration.ZERO);

  @Test
  void mostChargesPassAtOnceAndEveryOutageIsOverByTheThirdAttempt() throws Exception {
    Map<String, Integer> ends = new TreeMap<>();
    for (int order = 0; order < ORDERS; order++) {
      ends.merge(end("7F3A-%05d".formatted(order)), 1, Integer::sum);
    }

    assertThat(ends).containsOnlyKeys("declined", "on attempt 1", "on attempt 2", "on attempt 3");
    assertThat(ends.get("on attempt 1")).isGreaterThan(ORDERS * 8 / 10);
  }

  @Test
  void theSameChargeHasTheSameEnd() throws Exception {
    assertThat(end("7F3A-00007")).isEqualTo(end("7F3A-00007"));
  }

  private String end(String key) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        Answer answer = gateway.charge(new Charge(key, "Ines", Money.of("10.00", "EUR"), attempt));
        return answer instanceof Authorized ? "on attempt " + attempt : "declined";
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(key);
      }
    }
  }
}
