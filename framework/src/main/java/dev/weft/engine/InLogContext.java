package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has what the handler logs on its thread carry the fields of its message. */
record InLogContext(Step next, HandlerId handler) implements Step {

  @Override
  public Optional<Outcome> run(Work work) {
    @Nullable Map<String, String> before = LogContext.put(handler, work.delivery());
    try {
      return next.run(work);
    } finally {
      LogContext.restore(before);
    }
  }
}
