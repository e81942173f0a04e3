package dev.weft.simulation.server;

import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Calls that a client makes again every second until the server answers, as it does those of
 * JetStream's API. They fail as those fail. About what nobody leads the server says nothing.
 */
final class ApiCalls {

  /** How long a call of the JSON API waits. */
  static final Duration LONG = Duration.ofSeconds(10);

  private static final long AGAIN = Duration.ofSeconds(1).toNanos();
  private static final long LOOK = Duration.ofMillis(200).toNanos();

  private final Wire wire;

  ApiCalls(Wire wire) {
    this.wire = wire;
  }

  /**
   * Blocks until the server has answered.
   *
   * @param what names the call
   * @param limit the longest wait
   * @param work what the server does, each time that the call arrives
   */
  <T> T call(String what, Duration limit, Supplier<T> work) {
    wire.point();
    if (wire.isClosed()) {
      throw TransportException.passing(what + ": no connection: closed", null);
    }
    new SendLane(wire, "api").mayThrow(what);
    try {
      return answered(what, limit, work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing(what + ": interrupted while waiting for the server", e);
    }
  }

  /** A call about a stream. */
  <T> T ofStream(String what, String stream, Duration limit, Supplier<T> work) {
    return call(
        what,
        limit,
        () -> {
          wire.server().outages().checkStream(stream);
          return work.get();
        });
  }

  /** A call about a consumer, whose name stands at the end of its own. */
  <T> T ofConsumer(String what, ConsumerSpec consumer, Supplier<T> work) {
    return call(
        what + " " + SimulatedServer.name(consumer),
        LONG,
        () -> {
          wire.server().outages().checkConsumer(consumer);
          return work.get();
        });
  }

  private <T> T answered(String what, Duration limit, Supplier<T> work)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(); // the client would send nothing
    }
    boolean sent = wire.isUp();
    long connection = wire.number();
    long start = wire.machine().nanoTime();
    long asked = start;
    var answer = new Answer<T>(wire.machine());
    ask(what, work, answer);
    while (!answer.await(LOOK)) {
      if (sent && (!wire.isUp() || wire.number() != connection)) {
        throw TransportException.passing(what + ": the connection was lost meanwhile", null);
      }
      long now = wire.machine().nanoTime();
      if (now - start >= limit.toNanos()) {
        throw TransportException.passing(
            what + ": no answer within " + SettingText.of(limit), null);
      }
      if (sent && now - asked >= AGAIN) {
        asked = now;
        ask(what, work, answer); // the first may just be slow
      }
    }
    return answer.get();
  }

  // On a lane of its own, since nothing orders two calls.
  private <T> void ask(String what, Supplier<T> work, Answer<T> answer) {
    new SendLane(wire, "api").ask(() -> what, false, work, answer::hear);
  }
}
