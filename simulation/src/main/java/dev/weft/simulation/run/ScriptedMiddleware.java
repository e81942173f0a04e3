package dev.weft.simulation.run;

import dev.weft.Message;
import dev.weft.Middleware;

/** A middleware that goes on, as most do. */
public final class ScriptedMiddleware implements Middleware {

  ScriptedMiddleware() {}

  @Override
  public void handle(Message<?> message, Next next) throws Exception {
    next.proceed();
  }
}
