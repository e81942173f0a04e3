package dev.weft.engine;

import dev.weft.BreakerPolicy;
import dev.weft.RetryPolicy;
import dev.weft.codec.StringCodec;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.DeadLetterAction;
import dev.weft.engine.deadletter.DeadLetters;
import dev.weft.engine.delivery.InFlight;
import dev.weft.engine.delivery.Pipeline;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.delivery.Stage;
import dev.weft.engine.dispatch.Slots;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.flow.Throttle;
import dev.weft.engine.publish.Emitter;
import dev.weft.engine.retry.RetryStore;
import dev.weft.engine.source.MessageMemory;
import dev.weft.machine.Machine;
import dev.weft.transport.Outbox;
import java.time.Duration;

/** The parts of a worker, for tests of some of them alone. */
public final class Parts {

  public static final HandlerId ID = new HandlerId("test", "S", "c");
  static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final RetryPolicy RETRY =
      RetryPolicy.builder().attempts(5).fixedDelay(Duration.ZERO).build();

  private Parts() {}

  public static Settler settler() {
    return settler(Observer.none());
  }

  public static Settler settler(Observer observer) {
    return settler(Machine.real(), AttemptJournal.off(), observer);
  }

  /** One that writes no dead letters, and leaves retries to the consumer. */
  public static Settler settler(Machine machine, AttemptJournal journal, Observer observer) {
    return new Settler(
        machine,
        ID,
        false,
        new Settler.Keeping(
            new DeadLetterAction(ID, DeadLetters.off()), journal, RetryStore.byConsumer()),
        observer);
  }

  static Breaker breaker() {
    return new Breaker(ID, BreakerPolicy.off(), Observer.none(), System::nanoTime);
  }

  public static Gate gate() {
    return new Gate(Machine.real(), "test", breaker());
  }

  public static Pipeline handling(Stage step) {
    return new Pipeline(step, RETRY, TIMEOUT, gate());
  }

  /** Makes several attempts at once, by that stage. */
  public static InFlight inFlight(Stage stage) {
    return InFlight.severalAtOnce(handling(stage), settler());
  }

  /** Publishes texts for the handler. */
  public static Emitter emitter(Outbox outbox, Observer observer) {
    return new Emitter(ID.name(), type -> StringCodec.INSTANCE, outbox, observer);
  }

  /** So many at once, and each as soon as there is room. */
  public static Slots slots(int concurrency) {
    return new Slots(ID.name(), concurrency, Throttle.none());
  }

  /** Memory of which nothing is held. */
  public static MessageMemory.Share memory() {
    return MessageMemory.ofProcess().share(Machine.real());
  }
}
