package dev.weft.config.hocon;

import com.typesafe.config.ConfigValue;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of value: how it is read, and what is said of a value that is not of it.
 *
 * @param expected the kind in words, for a value that is missing
 * @param reading reads a value that is not null
 * @param <T> what it is read to
 */
public record Kind<T>(String expected, Function<ConfigValue, Fit<T>> reading) {

  /** A kind by a function that returns nothing for a value that is not of it. */
  static <T> Kind<T> of(String expected, Function<ConfigValue, Optional<T>> reading) {
    return new Kind<>(
        expected,
        value ->
            reading
                .apply(value)
                .<Fit<T>>map(Fit.Fits::new)
                .orElseGet(() -> new Fit.Unfit<>("expected " + expected)));
  }

  public Fit<T> read(ConfigValue value) {
    return reading.apply(value);
  }

  /** The values of this kind for which a rule holds; {@code what} is said of the others. */
  public Kind<T> where(Predicate<? super T> rule, String what) {
    return then(value -> rule.test(value) ? new Fit.Fits<>(value) : new Fit.Unfit<>(what));
  }

  /** What comes of a value of this kind. */
  public <R> Kind<R> then(Function<? super T, Fit<R>> next) {
    return new Kind<>(
        expected,
        value ->
            switch (read(value)) {
              case Fit.Fits<T>(T fit) -> next.apply(fit);
              case Fit.Unfit<T>(String what) -> new Fit.Unfit<>(what);
            });
  }

  /** The same kind with other words for it. */
  public Kind<T> called(String words) {
    return new Kind<>(words, reading);
  }

  /** Whether a value is of a kind. */
  public sealed interface Fit<T> {

    /** It is. */
    record Fits<T>(T value) implements Fit<T> {}

    /** It is not; {@code what} says what was expected. */
    record Unfit<T>(String what) implements Fit<T> {}
  }
}
