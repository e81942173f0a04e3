package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Handler;
import dev.weft.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A handler with partitions: a kit is the one replica that has all of them. */
class PartitionsTest {

  /** Notes the orders; the first attempt on one called late fails. */
  public static final class Ledger implements Handler<Order> {

    final List<String> entries = new CopyOnWriteArrayList<>();

    @Override
    public void handle(Message<Order> message) {
      if (message.payload().id().equals("late") && message.attempt() == 1) {
        throw new IllegalStateException("not yet");
      }
      entries.add(message.subject() + " " + message.payload().id());
    }
  }

  private final Ledger ledger = new Ledger();

  @Test
  void everyPartitionIsServedAndAKeyWaitsForItsRetry() {
    try (WeftTestKit kit =
        WeftTestKit.of("partitions.conf")
            .settings("weft.streams.ORDERS.subject_transform = null")
            .handler("ledger", ledger)
            .start()) {
      kit.publish("orders.0.ada", new Order("late", 1));
      kit.publish("orders.0.ada", new Order("2", 1));
      kit.publish("orders.3.bob", new Order("3", 1));

      assertThat(kit.handled("ledger")).filteredOn(Handled::isAcked).hasSize(3);
      assertThat(ledger.entries)
          .contains("orders.3.bob 3")
          .filteredOn(entry -> entry.contains("ada"))
          .containsExactly("orders.0.ada late", "orders.0.ada 2");
      assertThat(kit.deadLetters("ORDERS")).isEmpty();
    }
  }
}
