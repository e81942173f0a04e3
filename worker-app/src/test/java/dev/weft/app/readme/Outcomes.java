package dev.weft.app.readme;

import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.testing.PartialObserver;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes how messages end: a rejection by its reason. */
final class Outcomes implements PartialObserver {

  private final List<String> seen = new CopyOnWriteArrayList<>();

  List<String> seen() {
    return seen;
  }

  @Override
  public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
    String end =
        switch (outcome) {
          case Outcome.Ack() -> "Ack";
          case Outcome.Retry retry -> retry.reason();
          case Outcome.Reject(var reason, var cause) -> cause == null ? reason : cause.text();
        };
    seen.add(handler.name() + ": " + end);
  }

  @Override
  public void happened(HandlerId handler, Incident incident) {
    seen.add(handler.name() + ": " + incident);
  }
}
