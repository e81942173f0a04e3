package dev.weft.engine;

import java.util.Optional;

/**
 * What a runtime starts and stops for one entry of its configuration, with a thread of its own.
 *
 * <p>{@link #run} is called once; every other method may be called from any thread.
 */
public interface AtWork {

  /** Its name in the configuration. */
  String name();

  /**
   * Works until {@link #stop}, and then ends after what is in work.
   *
   * @throws InterruptedException if it was interrupted, and what was in work with it
   */
  void run() throws InterruptedException;

  /** Takes no more; what is in work goes on. Blocks for a bounded time. */
  void stop();

  /** Lets {@link #run} end after what is in work; returns at once. */
  void finish();

  /** Takes no more until {@link #resume}; what is in work goes on. A second call does nothing. */
  void pause();

  /** Takes {@link #pause} back; does nothing if there was none. */
  void resume();

  /** Why nothing is taken now; empty if something is. Never blocks. */
  Optional<String> problem();
}
