package dev.weft.engine.delivery;

import dev.weft.engine.HandlerId;
import dev.weft.engine.LogContext;
import dev.weft.transport.Outcome;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the fields of the message into the logging context while it is handled. */
public record InLogContext(Stage next, HandlerId handler) implements Stage {

  @Override
  public Optional<Outcome> run(Attempt attempt) {
    @Nullable Map<String, String> before = LogContext.put(handler, attempt.delivery());
    try {
      return next.run(attempt);
    } finally {
      LogContext.restore(before);
    }
  }
}
