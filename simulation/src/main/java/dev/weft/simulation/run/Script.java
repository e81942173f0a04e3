package dev.weft.simulation.run;

import dev.weft.Message;
import dev.weft.simulation.history.End;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.scenario.Shape;
import java.time.Duration;

/** What one handler of one replica does with its messages. */
final class Script {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

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

  /** The number that a message carries. */
  static int number(String payload) {
    return Integer.parseInt(payload);
  }

  /** Whether the handler is called with one message at a time. */
  boolean isSingle() {
    return !scenario.shape().handler(handler).isBatch();
  }

  /** What the next call with a message is to do. */
  Act next(int number) {
    return act(number, counts.calls().made(handler, number) + 1);
  }

  /** A call begins with this message. */
  Turn begin(Message<String> message) {
    return new Turn(message, begin(number(message.payload()), message.attempt()));
  }

  /** A call begins with the message of that number. */
  Step begin(int number, int attempt) {
    int call = counts.calls().next(handler, number, place.replica());
    Act act = act(number, call);
    place.tell(
        new Happening.Begun(
            handler,
            number,
            call,
            attempt,
            number >= Burst.FIRST ? "waits for the others" : act.toString()));
    return new Step(number, call, act);
  }

  /** The call has ended. */
  void end(Step step, End end) {
    place.tell(new Happening.Ended(handler, step.number(), step.call(), end));
  }

  private Act act(int number, int call) {
    return scenario
        .post(number)
        .map(post -> post.act(handler, call))
        .orElseGet(() -> isProbe(number) && call == 1 ? scenario.shape().probe() : Act.DONE);
  }

  private static boolean isProbe(int number) {
    return number >= Burst.PROBE && number < Burst.BEFORE;
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
    emit(turn, act.emissions());
  }

  private void emit(Turn turn, int count) {
    for (int i = 1; i <= count; i++) {
      String payload = turn.number() + "/" + i;
      place.tell(new Happening.Emitted(handler, turn.number(), turn.call(), payload));
      turn.message().emit(Shape.OUT + handler, payload);
    }
  }

  // Not longer than the time limit, since that would make a failure of it.
  private void waitForOthers() throws InterruptedException {
    var limiting = scenario.shape().handler(handler).limiting();
    Duration most = limiting.timeout().multipliedBy(2).dividedBy(3);
    Duration patience = most.compareTo(PATIENCE) < 0 ? most : PATIENCE;
    counts.burst().work(handler, place.machine(), patience.toNanos());
  }

  /**
   * A call.
   *
   * @param number of its message
   * @param call how often the handler was called with it by now
   */
  record Step(int number, int call, Act act) {}

  /** A message in a call. */
  record Turn(Message<String> message, Step step) {

    int number() {
      return step.number();
    }

    int call() {
      return step.call();
    }

    Act act() {
      return step.act();
    }
  }
}
