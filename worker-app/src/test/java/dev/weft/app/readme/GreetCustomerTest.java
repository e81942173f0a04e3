package dev.weft.app.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.RejectException;
import dev.weft.testkit.MessageFixture;
import org.junit.jupiter.api.Test;

// What follows stands in docs/testing.md too; TestingPageTest compares.
final class GreetCustomerTest {

  @Test
  void aCustomerWithoutAnAddressIsNotTriedAgain() {
    var message =
        MessageFixture.of(new GreetCustomer.Joined("Bob", " "))
            .id("bob-1")
            .header("Shop", "north")
            .attempt(3)
            .build();

    assertThatThrownBy(() -> new GreetCustomer().handle(message))
        .isInstanceOf(RejectException.class);
    assertThat(message.emitted()).isEmpty();
  }
}
