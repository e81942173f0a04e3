package dev.weft.engine;

import dev.weft.transport.Delivery;
import java.util.function.Consumer;

/**
 * Where a worker's messages run, and how many of them may be at work at once. It outlives the
 * worker's sources: what is at work goes on while another one is opened.
 *
 * <p>The worker's loop, on one thread at a time, asks for room and starts deliveries; any thread
 * may call the rest.
 */
sealed interface Dispatch permits Serial, Concurrent {

  /**
   * Waits until a delivery may start.
   *
   * @return how many may, at least 1
   */
  int awaitRoom() throws InterruptedException;

  /**
   * Starts a delivery that there is room for.
   *
   * @return false if the calling thread was given up in it and serves no more
   */
  boolean start(Delivery delivery) throws InterruptedException;

  /** Waits until nothing is at work. */
  void awaitQuiet() throws InterruptedException;

  /** Shows each work under way, to watch over it. */
  void eachInWork(Consumer<Work> look);

  /** Gives the room of a work that was given up, since its thread is stuck, to another one. */
  void replace(Work work);

  /** Interrupts what is at work on threads of its own. */
  void interrupt();

  /** How long a message keeps its share of the room, on average: the worker's pace. */
  long nanosPerMessage();
}
