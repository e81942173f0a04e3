package dev.weft.runtime;

import dev.weft.Codec;
import dev.weft.Publisher;
import dev.weft.Requester;
import dev.weft.runtime.launch.WorkerRuntime;
import java.util.List;

/**
 * The workers of a configuration, at work; {@link #builder} says which, and starts them. {@link
 * #stop} drains. All methods may be called from any thread.
 */
public final class Weft implements AutoCloseable {

  private final WorkerRuntime running;

  Weft(WorkerRuntime running) {
    this.running = running;
  }

  /** Says what to run, and starts it. */
  public static WeftBuilder builder() {
    return new WeftBuilder();
  }

  /**
   * Blocks until the workers have been stopped and all is closed.
   *
   * @throws IllegalStateException if a worker ended by itself, which none may; the others were
   *     stopped because of it
   * @throws InterruptedException if the waiting thread is interrupted; the workers go on
   */
  public void join() throws InterruptedException {
    running.join();
  }

  /**
   * Drains: takes no more, hands back what was received but not started, lets the messages in work
   * finish for {@code shutdown.drain} at most, interrupts what is left for {@code
   * shutdown.interrupt} at most, closes the handlers that are {@link AutoCloseable} within what is
   * left of these two, sends the last acknowledgements and closes the connection. Blocks until that
   * is done; every caller waits for the one drain.
   */
  public void stop() {
    running.stop();
  }

  /**
   * As {@link #stop}, but interrupts the messages in work at once; also while {@code stop} waits.
   */
  public void stopNow() {
    running.stopNow();
  }

  /** Why this process should be given no work now, a line each; empty if it is ready. */
  public List<String> problems() {
    return running.problems();
  }

  /**
   * Has a handler take no more messages until {@link #resume}, or until the process ends: nothing
   * keeps the pause beyond that, and the handler's other replicas go on. What it had received and
   * not started is handed back, which counts as a delivery of each; blocks until that is sent, for
   * a few seconds at most. The message in work finishes. A second call does nothing.
   *
   * @throws IllegalArgumentException if no handler of this name is at work
   */
  public void pause(String handler) {
    running.pause(handler);
  }

  /**
   * Takes {@link #pause} back, and has a handler go on that stopped by {@code on-exhausted = stop};
   * does nothing if there was neither. A pause that the handler's breaker made goes on.
   *
   * @throws IllegalArgumentException if no handler of this name is at work
   */
  public void resume(String handler) {
    running.resume(handler);
  }

  /** A publisher on the runtime's connection; works until the runtime is stopped. */
  public <T> Publisher<T> publisher(Codec<T> codec) {
    return running.publisher(codec);
  }

  /**
   * A requester on the runtime's connection; works until the runtime is stopped.
   *
   * @param requests encodes what is asked
   * @param answers decodes what is answered
   */
  public <Q, A> Requester<Q, A> requester(Codec<Q> requests, Codec<A> answers) {
    return running.requester(requests, answers);
  }

  /** {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}
