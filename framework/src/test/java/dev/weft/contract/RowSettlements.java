package dev.weft.contract;

import dev.weft.engine.HandlerId;
import dev.weft.testing.PartialObserver;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the observer of a row is told of settlements. */
final class RowSettlements implements PartialObserver {

  private record Settlement(String message, String how) {}

  private final ConcurrentLinkedQueue<Settlement> all = new ConcurrentLinkedQueue<>();

  @Override
  public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
    String how = outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    all.add(new Settlement(RowStreams.text(delivery.data()), sent ? how : how + " unsent"));
  }

  int count() {
    return all.size();
  }

  Map<String, List<String>> byMessage() {
    var byMessage = new HashMap<String, List<String>>();
    all.forEach(
        one -> byMessage.computeIfAbsent(one.message(), none -> new ArrayList<>()).add(one.how()));
    return byMessage;
  }
}
