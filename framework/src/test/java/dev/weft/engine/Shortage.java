package dev.weft.engine;

/** Has threads fail to make the next ones: the one that begins it, and those that it has made. */
final class Shortage extends InheritableThreadLocal<Integer> {

  private int left; // of the thread that began it

  void begin(int failures) {
    left = failures;
    set(failures);
  }

  @Override
  protected Integer childValue(Integer parents) {
    if (left > 0) {
      left--;
      throw new OutOfMemoryError("unable to create a thread");
    }
    return parents;
  }
}
