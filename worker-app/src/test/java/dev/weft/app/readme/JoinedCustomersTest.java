package dev.weft.app.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.DeadLetter;
import dev.weft.testkit.Handled;
import dev.weft.testkit.WeftTest;
import dev.weft.testkit.WeftTestKit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

// What follows stands in docs/testing.md too; TestingPageTest compares.
@WeftTest(config = "readme/application.conf")
final class JoinedCustomersTest {

  @Test
  void aCustomerWithoutAnAddressIsKeptAsADeadLetter(WeftTestKit kit) {
    kit.publish("customers.joined", new GreetCustomer.Joined("Bob", " "));

    assertThat(kit.deadLetters("CUSTOMERS"))
        .extracting(DeadLetter::reason)
        .containsExactly("RejectException: no address to write to");
  }

  @Test
  void aLostAcknowledgementMeansASecondGreeting(WeftTestKit kit) {
    kit.faults().loseNextAck("greet-customer");
    String id = kit.publish("customers.joined", new GreetCustomer.Joined("Ada", "ada@example.com"));

    kit.advance(Duration.ofSeconds(30)); // the ack wait

    assertThat(kit.deliveries(id)).extracting(Handled::attempt).containsExactly(1, 2);
  }
}
