package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.scenario.HandlerShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has happened to each message at each handler, in the order in which it happened. */
final class MessageEvents {

  private static final String NONE = "";

  private record Key(String handler, int message) {}

  private final List<HandlerShape> handlers;
  private final Map<Key, List<Entry>> events = new HashMap<>();
  private final Map<String, String> handlersOfConsumers = new HashMap<>();

  MessageEvents(List<HandlerShape> handlers, List<Entry> entries) {
    this.handlers = handlers;
    entries.forEach(this::add);
  }

  /** The beginnings and ends of its calls, deliveries, settlements and emissions. */
  List<Entry> of(String handler, int message) {
    return events.getOrDefault(new Key(handler, message), List.of());
  }

  private void add(Entry entry) {
    switch (entry.what()) {
      case Happening.Begun begun -> add(begun.handler(), begun.message(), entry);
      case Happening.Ended ended -> add(ended.handler(), ended.message(), entry);
      case Happening.Settled settled -> add(settled.handler(), settled.message(), entry);
      case Happening.Emitted emitted -> add(emitted.handler(), emitted.message(), entry);
      case Happening.Delivered delivered -> add(delivered.place(), entry);
      case Happening.Arrived arrived -> add(arrived.place(), entry);
      default -> {}
    }
  }

  private void add(Happening.Place place, Entry entry) {
    String handler = handlersOfConsumers.computeIfAbsent(place.consumer(), this::handler);
    if (place.message() >= 0 && !handler.equals(NONE)) {
      add(handler, place.message(), entry);
    }
  }

  private void add(String handler, int message, Entry entry) {
    events.computeIfAbsent(new Key(handler, message), unknown -> new ArrayList<>()).add(entry);
  }

  private String handler(String consumer) {
    return handlers.stream()
        .filter(handler -> Evidence.isOfHandler(handler, consumer))
        .map(HandlerShape::name)
        .findFirst()
        .orElse(NONE);
  }
}
