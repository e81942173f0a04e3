package dev.weft.engine.dispatch;

import dev.weft.engine.clock.Extensions;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.InFlight;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where a worker's messages run, and how many of them may be in flight at once. It outlives the
 * worker's sources: what is in flight goes on while another source is opened.
 *
 * <p>The worker's loop, on one thread at a time, asks for room and starts deliveries. Any thread
 * may call the rest.
 */
public sealed interface Dispatch permits Serial, Concurrent, Keyed {

  /** How long to wait for a slot, or for memory, before the gate is asked again. */
  Duration LOOK = Duration.ofMillis(200);

  /** What is in flight. */
  InFlight inFlight();

  /**
   * Waits until there is room for another delivery, and memory, or the gate is shut.
   *
   * @return how many there is room for; 0 if the gate is to be asked first
   */
  int awaitRoom() throws InterruptedException;

  /**
   * Takes what has to be taken before all else, where the order matters. Called before each {@link
   * Source#next}.
   */
  default void settleIn(Source source) throws InterruptedException {}

  /**
   * What to start now that these have come: where the order matters, with the redeliveries that
   * have to go before them. Called after each {@link Source#next}.
   */
  default List<Delivery> inOrder(Source source, List<Delivery> come) throws InterruptedException {
    return come;
  }

  /**
   * Starts a delivery that there is room for.
   *
   * @return false if the calling thread was abandoned in it and serves no more
   */
  boolean start(Delivery delivery) throws InterruptedException;

  /** Waits until nothing is in flight. */
  void awaitQuiet() throws InterruptedException;

  /**
   * Has one message in flight while the gate lets no more through: of those that wait here already,
   * the first that can start.
   *
   * @return false if none waits here, so that one has to be taken; what is started next starts
   *     alone
   */
  default boolean tryOne() throws InterruptedException {
    return false;
  }

  /** Hands back what has come and not started, once the gate is shut. Blocks until it is sent. */
  default void handBack() {}

  /** Whether what is handed back has to come again before what is taken next. */
  boolean isOrdered();

  /** How many messages are in flight here, or wait here for their start. */
  int holding();

  /**
   * Whether nothing is to be done here until a message comes or the gate is shut: the loop need not
   * come round meanwhile.
   */
  default boolean isDormant() {
    return holding() == 0;
  }

  /** Shows each attempt in flight. */
  default void eachActive(Consumer<Attempt> look) {
    inFlight().each(look);
  }

  /**
   * Keeps alive what is in flight and what waits for its start. Takes no lock: a virtual thread
   * that holds one may wait for a carrier.
   */
  default void extend(Extensions each) {
    eachActive(attempt -> each.extend(attempt.delivery()));
  }

  /** The thread of an attempt is stuck and was abandoned: gives its room to another one. */
  void replace(Attempt attempt);

  /** Interrupts what is in flight on threads of its own. Takes no lock, and waits for nobody. */
  void interrupt();

  /** The service time of a message, divided by the slots: how often one of them becomes free. */
  long nanosPerMessage();
}
