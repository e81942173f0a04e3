package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.BatchHandler;
import dev.weft.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Batch handlers on the kit's clock: what lingers is idle, and goes at its time. */
class BatchesTest {

  /** Notes the batches it is called with; an order called poison fails. */
  public static final class Collect implements BatchHandler<Order> {

    final List<List<String>> batches = new CopyOnWriteArrayList<>();

    @Override
    public void handle(List<Message<Order>> messages) {
      List<String> ids = messages.stream().map(message -> message.payload().id()).toList();
      batches.add(ids);
      if (ids.contains("poison")) {
        throw new IllegalStateException("poisoned");
      }
    }
  }

  private final Collect collect = new Collect();

  @Test
  void whatLingersIsHandledWhenTheClockSaysSo() {
    try (WeftTestKit kit = kit("batch { size = 10, linger = 10m }")) {
      kit.publish("orders.a", new Order("1", 1));
      kit.publish("orders.a", new Order("2", 1));
      assertThat(kit.handled("collect")).isEmpty();

      kit.advance(Duration.ofMinutes(9)); // many ack waits
      assertThat(kit.handled("collect")).isEmpty();
      kit.advance(Duration.ofMinutes(1));

      assertThat(kit.handled("collect")).hasSize(2).allMatch(Handled::isAcked);
      assertThat(kit.handled("collect"))
          .allSatisfy(
              handled -> {
                assertThat(handled.attempt()).isEqualTo(1);
                assertThat(handled.at()).isEqualTo(WeftTestKit.START.plus(Duration.ofMinutes(10)));
              });
      assertThat(collect.batches).containsExactly(List.of("1", "2"));
    }
  }

  @Test
  void aFullBatchGoesAtOnceAndTheRestLingers() {
    try (WeftTestKit kit = kit("batch { size = 2, linger = 1m }")) {
      for (int i = 0; i < 5; i++) {
        kit.publish("orders.a", new Order(String.valueOf(i), 1));
      }

      assertThat(kit.handled("collect")).hasSize(4);
      kit.advance(Duration.ofMinutes(1));

      assertThat(kit.handled("collect")).hasSize(5);
    }
  }

  @Test
  void onlyThePoisonIsADeadLetter() {
    try (WeftTestKit kit = kit("batch { size = 3, linger = 1s }")) {
      kit.publish("orders.a", new Order("1", 1));
      kit.publish("orders.a", new Order("poison", 1));
      kit.publish("orders.a", new Order("2", 1));

      kit.advance(Duration.ofHours(1));

      assertThat(kit.deadLetters("ORDERS")).hasSize(1);
      assertThat(kit.handled("collect")).filteredOn(Handled::isAcked).hasSize(2);
    }
  }

  private WeftTestKit kit(String more) {
    return WeftTestKit.of("batches.conf")
        .settings("weft.handlers.collect { " + more + " }")
        .batchHandler("collect", collect)
        .start();
  }
}
