package dev.weft.testing;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has threads fail to make others, as for want of memory: the one that begins it, and those that
 * are made by it and by them.
 */
public final class Shortage extends InheritableThreadLocal<Integer> {

  private final AtomicInteger madeBefore = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();

  /** The next threads fail to be made. */
  public void begin(int failures) {
    begin(0, failures);
  }

  /** So many more are made, and those after them fail to be. */
  public void begin(int made, int failures) {
    madeBefore.set(made);
    left.set(failures);
    set(failures);
  }

  /** All that come are made again. */
  public void end() {
    left.set(0);
  }

  @Override
  protected Integer childValue(Integer parents) {
    if (madeBefore.getAndDecrement() <= 0 && left.getAndDecrement() > 0) {
      throw new OutOfMemoryError("unable to create a thread");
    }
    return parents;
  }
}
