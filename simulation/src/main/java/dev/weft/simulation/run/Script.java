package dev.weft.simulation.run;

import dev.weft.Message;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.scenario.Shape;
import java.time.Duration;

/** What one handler of one replica does with its messages. */
final class Script {

  private static final Duration TICK = Duration.ofMillis(20);

  private final String handler;
  private final Scenario scenario;
  private final Place place;
  private final World.Counts counts;

  Script(String handler, Scenario scenario, Place place, World.Counts counts) {
    this.handler = handler;
    this.scenario = scenario;
    this.place = place;
    this.counts = counts;
  }

  String handler() {
    return handler;
  }

  Place place() {
    return place;
  }

  /** A call begins with this message. */
  Turn begin(Message<String> message) {
    int number = Integer.parseInt(message.payload().strip());
    int call = counts.calls().next(handler, number);
    Act act = scenario.post(number).map(post -> post.act(handler, call)).orElse(Act.DONE);
    place.tell(
        new Happening.Begun(
            handler,
            number,
            call,
            message.attempt(),
            number >= Burst.FIRST ? "waits for the others" : act.toString()));
    return new Turn(message, number, call, act);
  }

  /** Does what the act says up to its end. */
  void work(Turn turn) throws InterruptedException {
    if (turn.number() >= Burst.FIRST) {
      waitForOthers();
      return;
    }
    Act act = turn.act();
    if (act.kind() != Act.Kind.ACK_LATER && !act.length().isZero()) {
      place.machine().sleep(act.length().toNanos());
    }
    for (int i = 1; i <= act.emissions(); i++) {
      String payload = turn.number() + "/" + i;
      place.tell(new Happening.Emitted(handler, turn.number(), turn.call(), payload));
      turn.message().emit(Shape.OUT + handler, payload);
    }
  }

  // Not longer than the time limit, since that would make a failure of it.
  private void waitForOthers() throws InterruptedException {
    var limiting = scenario.shape().handler(handler).limiting();
    Duration most = limiting.timeout().multipliedBy(2).dividedBy(3);
    Duration patience = Duration.ofSeconds(5);
    long end =
        place.machine().nanoTime() + (most.compareTo(patience) < 0 ? most : patience).toNanos();
    counts.burst().enter(handler);
    try {
      while (!counts.burst().isFull(handler) && place.machine().nanoTime() < end) {
        place.machine().sleep(TICK.toNanos());
      }
    } finally {
      counts.burst().leave(handler);
    }
  }

  /**
   * A message in a call.
   *
   * @param number its payload
   * @param call how often the handler was called with it by now
   */
  record Turn(Message<String> message, int number, int call, Act act) {}
}
