package dev.weft.engine.delivery;

import java.util.function.Consumer;

/** What one worker has at work. Any thread may call any method; none blocks. */
public interface InWork {

  /** Whether it never has two messages at work at once. */
  boolean isOneAtATime();

  /** Shows each attempt under way, to watch over it. */
  void eachInWork(Consumer<Attempt> look);
}
