package dev.weft.config.hocon;

/** Where the calling thread finds an application's classes and files. */
public final class ContextLoader {

  private ContextLoader() {}

  /**
   * The calling thread's context class loader, or Weft's own where it has none, as a thread that
   * native code has attached.
   */
  public static ClassLoader find() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? ContextLoader.class.getClassLoader() : context;
  }
}
