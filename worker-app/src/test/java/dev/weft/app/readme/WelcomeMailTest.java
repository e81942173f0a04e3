package dev.weft.app.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Message;
import dev.weft.testkit.Handled;
import dev.weft.testkit.WeftExtension;
import dev.weft.testkit.WeftTestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

// What follows stands in docs/testing.md too; TestingPageTest compares.
final class WelcomeMailTest {

  private final List<String> sent = new ArrayList<>();
  private int outages;

  @RegisterExtension
  final WeftExtension weft =
      WeftExtension.of(
          () ->
              WeftTestKit.of("readme/application.conf")
                  .settings("weft.handlers.greet-customer.retry.first-delay = 1h")
                  .settings("weft.handlers.greet-customer.retry.max-delay = 12h")
                  .handler("greet-customer", this::greet));

  @Test
  void aMailServerThatIsAwayForHoursCostsTimeAndNoMail(WeftTestKit kit) {
    outages = 4;
    kit.publish("customers.joined", new GreetCustomer.Joined("Ada", "ada@example.com"));

    kit.advance(Duration.ofHours(30));

    assertThat(sent).containsExactly("ada@example.com");
    assertThat(kit.handled("greet-customer")).hasSize(5).last().matches(Handled::isAcked);
  }

  private void greet(Message<GreetCustomer.Joined> message) {
    if (outages-- > 0) {
      throw new IllegalStateException("the mail server is away");
    }
    sent.add(message.payload().email());
  }
}
