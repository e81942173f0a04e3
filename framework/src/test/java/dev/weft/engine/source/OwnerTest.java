package dev.weft.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.transport.ConsumerSpec;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two programs that take from one consumer are told apart. */
class OwnerTest {

  private static final Owner NAMED = new Owner(Optional.of("shop"), "com.example.Orders");
  private static final Owner UNNAMED = new Owner(Optional.empty(), "com.example.Orders");

  @Test
  void anOwnerIsKeptBesideTheLabelsThatAreConfigured() {
    var consumer =
        new ConsumerSpec(
            "S", "c", Map.of("ack_wait", 1L, "metadata", Map.of("team", "blue", "cost", 3)));

    ConsumerSpec marked = NAMED.mark(consumer);

    assertThat(marked)
        .isEqualTo(
            new ConsumerSpec(
                "S",
                "c",
                Map.of(
                    "ack_wait",
                    1L,
                    "metadata",
                    Map.of(
                        "team",
                        "blue",
                        "cost",
                        3,
                        "weft-application",
                        "shop",
                        "weft-class",
                        "com.example.Orders"))));
    assertThat(Owner.of(marked.settings())).contains(NAMED);
  }

  @Test
  void withoutANameItIsKnownByItsClass() {
    ConsumerSpec marked = UNNAMED.mark(new ConsumerSpec("S", "c", Map.of()));

    assertThat(marked.settings())
        .isEqualTo(Map.of("metadata", Map.of("weft-class", "com.example.Orders")));
    assertThat(Owner.of(marked.settings())).contains(UNNAMED);
  }

  @Test
  void aConsumerThatWeftHasNotCreatedHasNoOwner() {
    assertThat(Owner.of(Map.of())).isEmpty();
    assertThat(Owner.of(Map.of("metadata", "none"))).isEmpty();
    assertThat(Owner.of(Map.of("metadata", Map.of("weft-application", "shop")))).isEmpty();
    assertThat(Owner.of(Map.of("metadata", Map.of("weft-class", 1)))).isEmpty();
  }

  @Test
  void twoAreOneProgramByTheNameOfTheApplicationOrElseByTheClass() {
    assertThat(NAMED.isSame(new Owner(Optional.of("shop"), "com.example.Other"))).isTrue();
    assertThat(NAMED.isSame(new Owner(Optional.of("bank"), "com.example.Orders"))).isFalse();
    assertThat(NAMED.isSame(UNNAMED)).isTrue();
    assertThat(UNNAMED.isSame(NAMED)).isTrue();
    assertThat(UNNAMED.isSame(new Owner(Optional.of("shop"), "com.example.Other"))).isFalse();
    assertThat(UNNAMED.isSame(new Owner(Optional.empty(), "com.example.Other"))).isFalse();
  }

  @Test
  void theLogNamesTheClassAndTheApplication() {
    assertThat(NAMED).hasToString("com.example.Orders of application shop");
    assertThat(UNNAMED).hasToString("com.example.Orders");
  }
}
