package dev.weft.engine;

import dev.weft.transport.Failure;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The door to code of the user's: handlers, codecs, keys, factories and whatever else comes from
 * outside. It may throw anything, Errors too, and nothing of that gets past this class but as a
 * {@link Failure}.
 */
public final class UserCode {

  /**
   * What a call came to.
   *
   * @param value what it returned; of no meaning if there is a failure
   * @param failure what it threw; null if it returned
   */
  public record Returned<R>(@Nullable R value, @Nullable Failure failure) {}

  /** A call that returns nothing. */
  @FunctionalInterface
  public interface Body {
    /** Calls the user's code. */
    void run() throws Throwable;
  }

  private UserCode() {}

  /** Calls it on the calling thread; never throws. */
  public static <R> Returned<R> call(Callable<R> code) {
    try {
      return new Returned<>(code.call(), null);
    } catch (Throwable thrown) {
      return new Returned<>(null, Failure.of(thrown));
    }
  }

  /** Runs it on the calling thread; never throws. Returns what it threw; null if it returned. */
  public static @Nullable Failure run(Body code) {
    try {
      code.run();
      return null;
    } catch (Throwable thrown) {
      return Failure.of(thrown);
    }
  }
}
