package dev.weft.testkit;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes down what handlers did, and tells the activity what they are at. */
final class Journal implements Observer {

  private final Activity activity;
  private final KitTime time;
  private final Map<String, Duration> pauses;
  private final List<Handled> entries = new ArrayList<>(); // under the activity's lock

  Journal(Activity activity, KitTime time, List<HandlerConfig> handlers) {
    this.activity = activity;
    this.time = time;
    this.pauses =
        handlers.stream()
            .collect(
                Collectors.toMap(HandlerConfig::name, handler -> handler.flow().breaker().pause()));
  }

  /** What was handled so far, in the order of settlement. */
  List<Handled> entries() {
    return activity.locked(() -> List.copyOf(entries));
  }

  @Override
  public Processing processing(HandlerId handler, Delivery delivery) {
    String key = key(handler, delivery);
    activity.begin(key);
    return new Processing() {
      @Override
      public void failed(Failure failure) {
        // The outcome says so too.
      }

      @Override
      public void close() {
        activity.returned(key);
      }
    };
  }

  @Override
  public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
    var entry =
        new Handled(
            handler.name(),
            delivery.id(),
            delivery.subject(),
            delivery.attempt(),
            time.instant(),
            Outcomes.settlement(outcome));
    activity.locked(() -> entries.add(entry));
    activity.concluded(key(handler, delivery));
  }

  @Override
  public void happened(HandlerId handler, Incident incident) {
    if (incident == Incident.PAUSED) {
      activity.paused(handler.name(), pauses.getOrDefault(handler.name(), Duration.ZERO));
    }
  }

  @Override
  public void gathering(HandlerId handler, int messages, Duration most) {
    activity.gathering(handler.name(), messages, most);
  }

  @Override
  public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
    return Observer.none().sending(subject, messageId, headers, bodySize);
  }

  private static String key(HandlerId handler, Delivery delivery) {
    String where = delivery.position().map(StreamPosition::toString).orElseGet(delivery::id);
    return "%s with %s %s, %s, attempt %d"
        .formatted(handler.name(), delivery.subject(), delivery.id(), where, delivery.attempt());
  }
}
