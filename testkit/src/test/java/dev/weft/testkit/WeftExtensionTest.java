package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.cause;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.weft.ConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Each test has a kit of its own, made as the nearest annotation says. */
@WeftTest(config = "shop.conf")
class WeftExtensionTest {

  private static final Order ORDER = new Order("A-1", 3);

  @BeforeEach
  void place(WeftTestKit kit) {
    kit.publish("orders.placed", ORDER);
  }

  @RepeatedTest(2)
  void aTestStartsWithNothingOfTheOneBefore(WeftTestKit kit) {
    assertThat(kit.handled("ship")).hasSize(1);
  }

  @Test
  void aTestThatNeedsNoKitHasNone() {
    assertThat(ORDER.amount()).isEqualTo(3);
  }

  @Test
  @WeftTest(
      config = "shop.conf",
      settings = "weft.handlers.ship.consumer.filter_subject = orders.paid")
  void aMethodsAnnotationStandsInPlaceOfItsClasss(WeftTestKit kit) {
    assertThat(kit.handled("ship")).isEmpty();
  }

  @Nested
  class Within {

    @Test
    void aNestedClassHasTheKitOfTheOneAround(WeftTestKit kit) {
      assertThat(kit.handled("ship")).hasSize(1);
    }
  }

  @Test
  void aWrongConfigurationFailsTheTestWithItsProblems() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(Wrong.class))
        .execute()
        .testEvents()
        .assertThatEvents()
        .haveExactly(
            1,
            finishedWithFailure(
                cause(
                    instanceOf(ConfigurationException.class),
                    message(text -> text.contains("weft.handlers.ship.retry.atempts")))));
  }

  @WeftTest(config = "shop.conf", settings = "weft.handlers.ship.retry.atempts = 3")
  static final class Wrong {

    @Test
    void neverBegins(WeftTestKit kit) {
      kit.awaitIdle();
    }
  }
}
