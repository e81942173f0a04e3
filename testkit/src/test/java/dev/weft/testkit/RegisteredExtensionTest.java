package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A test constructs its handlers itself. */
class RegisteredExtensionTest {

  private final List<String> shipped = new ArrayList<>();

  @RegisterExtension
  final WeftExtension weft =
      WeftExtension.of(
          () -> WeftTestKit.of("shop.conf").handler("ship", message -> shipped.add(message.id())));

  @RepeatedTest(2)
  void theTestsOwnHandlerIsCalled(WeftTestKit kit) {
    String id = kit.publish("orders.placed", new Order("A-1", 3));
    kit.awaitIdle();

    assertThat(shipped).containsExactly(id);
  }
}
