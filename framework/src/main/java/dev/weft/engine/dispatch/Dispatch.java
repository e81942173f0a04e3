package dev.weft.engine.dispatch;

import dev.weft.engine.clock.Extensions;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.InWork;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;

/**
 * Where a worker's messages run, and how many of them may be at work at once. It outlives the
 * worker's sources: what is at work goes on while another one is opened.
 *
 * <p>The worker's loop, on one thread at a time, asks for room and starts deliveries; any thread
 * may call the rest.
 */
public sealed interface Dispatch extends InWork permits Serial, Concurrent, Keyed {

  /** How long to wait for memory before the gate is asked. */
  Duration LOOK = Duration.ofMillis(200);

  /**
   * Waits until there is room for another delivery, and memory, or the gate is shut.
   *
   * @return how many there is room for; 0 if the gate is to be asked first
   */
  int awaitRoom() throws InterruptedException;

  /**
   * Takes what has to be taken before all else, where the order matters. Called before each look at
   * the source.
   */
  default void settleIn(Source source) throws InterruptedException {}

  /**
   * What to start now that these have come: where the order matters, with what they have overtaken.
   * Called after each look at the source.
   */
  default List<Delivery> inOrder(Source source, List<Delivery> come) throws InterruptedException {
    return come;
  }

  /**
   * Starts a delivery that there is room for.
   *
   * @return false if the calling thread was given up in it and serves no more
   */
  boolean start(Delivery delivery) throws InterruptedException;

  /** Waits until nothing is at work. */
  void awaitQuiet() throws InterruptedException;

  /**
   * Has one message at work while the gate lets no more through: of those that wait here already,
   * the first that can start.
   *
   * @return false if none waits here, so that one has to be taken; what is started next starts
   *     alone
   */
  default boolean tryOne() throws InterruptedException {
    return false;
  }

  /**
   * Hands back what has come and not started; for when the gate is shut. Blocks until it is sent.
   */
  default void handBack() {}

  @Override
  default boolean isOneAtATime() {
    return false;
  }

  /**
   * Keeps alive what is at work and what waits for it. Waits for no lock: virtual threads that wait
   * for it too may find no carrier.
   */
  default void extend(Extensions each) {
    eachInWork(attempt -> each.extend(attempt.delivery()));
  }

  /** Gives the room of an attempt that was given up, since its thread is stuck, to another one. */
  void replace(Attempt attempt);

  /** Interrupts what is at work on threads of its own. Takes no lock, and waits for nobody. */
  void interrupt();

  /** How long a message keeps its share of the room, on average: the worker's service time. */
  long nanosPerMessage();
}
