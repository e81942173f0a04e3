package dev.weft.app.readme;

import dev.weft.BatchHandler;
import dev.weft.Message;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

// What follows stands in docs/handlers.md too; HandlersDocTest compares.
public final class CountItems implements BatchHandler<OrderLines.Line> {

  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final Set<String> counted = ConcurrentHashMap.newKeySet();

  @Override
  public void handle(List<Message<OrderLines.Line>> messages) {
    for (Message<OrderLines.Line> message : messages) {
      if (message.payload().item().isBlank()) {
        message.term("a line without an item"); // this one, whatever becomes of the others
      } else if (counted.add(message.id())) { // or it was counted in a batch that failed
        counts.merge(message.payload().item(), 1, Integer::sum);
      }
    }
  }

  int count(String item) {
    return counts.getOrDefault(item, 0);
  }
}
