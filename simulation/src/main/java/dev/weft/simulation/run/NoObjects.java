package dev.weft.simulation.run;

import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import java.util.Optional;

/** Stands for the objects of a run while a configuration is read, which makes none. */
final class NoObjects implements HandlerFactory {

  @Override
  public <T> Optional<T> create(Class<T> type, HandlerContext context) {
    throw new IllegalStateException(
        type.getName() + ": asked for while the configuration is read; expected to be asked later");
  }
}
