package dev.weft.simulation.run;

/** An exception whose own methods throw. */
final class HostileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  @Override
  public String getMessage() {
    throw new IllegalStateException("getMessage fails");
  }

  @Override
  public String toString() {
    throw new AssertionError("toString fails");
  }

  @Override
  public synchronized Throwable getCause() {
    throw new IllegalStateException("getCause fails");
  }
}
