package dev.weft.simulation.server;

import dev.weft.TransportException;
import java.util.Optional;
import java.util.function.Supplier;

/** What comes of the server's work. */
final class Answers {

  /** Nobody is there to answer; not for clients, who hear nothing. */
  static final class Unanswered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unanswered(String why) {
      super(why);
    }
  }

  private Answers() {}

  /** Does the work; what is returned gives its result, or throws its failure; empty for silence. */
  static <T> Optional<Supplier<T>> of(Supplier<T> work) {
    try {
      T result = work.get();
      return Optional.of(() -> result);
    } catch (TransportException e) {
      return Optional.of(
          () -> {
            throw e;
          });
    } catch (Unanswered e) {
      return Optional.empty();
    }
  }
}
