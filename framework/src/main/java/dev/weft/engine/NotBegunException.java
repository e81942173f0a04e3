package dev.weft.engine;

/** A message that waited for its batch is not to be handled here and now; it goes back. */
final class NotBegunException extends InterruptedException {

  private static final long serialVersionUID = 1L;

  NotBegunException() {
    super("its worker takes no more");
  }
}
