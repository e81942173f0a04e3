package dev.weft.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The deliveries in handlers' hands, each until it is settled and its handler has returned. Guarded
 * by whoever has it.
 */
final class Hands {

  private static final class Hand {

    final Thread thread;
    boolean running = true;
    boolean settled;

    Hand(Thread thread) {
      this.thread = thread;
    }
  }

  private final Map<String, Hand> hands = new LinkedHashMap<>();

  /** The calling thread begins to handle a delivery. */
  void begin(String delivery) {
    hands.put(delivery, new Hand(Thread.currentThread()));
  }

  /** Its handler has returned. */
  void returned(String delivery) {
    change(delivery, hand -> hand.running = false);
  }

  /** Its settlement is known. */
  void concluded(String delivery) {
    change(delivery, hand -> hand.settled = true);
  }

  int size() {
    return hands.size();
  }

  /** Where the handlers are that have not returned. */
  List<Throwable> stacks() {
    var stacks = new ArrayList<Throwable>();
    for (Hand hand : hands.values()) {
      if (hand.running) {
        var stack = new Throwable("where " + hand.thread.getName() + " is");
        stack.setStackTrace(hand.thread.getStackTrace());
        stacks.add(stack);
      }
    }
    return stacks;
  }

  @Override
  public String toString() {
    var all = new ArrayList<String>();
    hands.forEach(
        (delivery, hand) ->
            all.add(hand.running ? delivery : delivery + ", which returned and did not settle it"));
    return String.join("; ", all);
  }

  private void change(String delivery, Consumer<Hand> change) {
    Hand hand = hands.get(delivery);
    if (hand != null) {
      change.accept(hand);
      if (hand.settled && !hand.running) {
        hands.remove(delivery);
      }
    }
  }
}
