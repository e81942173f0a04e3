package dev.weft.simulation.run;

import dev.weft.Message;
import dev.weft.Middleware;

/**
 * A middleware that goes on, as most do, unless its message is to fail: half of these fail here.
 */
public final class ScriptedMiddleware implements Middleware {

  private final Script script;
  private final ScriptedHandler instead;

  /**
   * One for a handler.
   *
   * @param instead does what the scenario says, in the handler's place
   */
  ScriptedMiddleware(Script script, ScriptedHandler instead) {
    this.script = script;
    this.instead = instead;
  }

  @Override
  @SuppressWarnings("unchecked") // every message of a run is text
  public void handle(Message<?> message, Next next) throws Exception {
    int number = Script.number((String) message.payload());
    if (script.isSingle() && number % 2 == 0 && !script.next(number).kind().succeeds()) {
      instead.handle((Message<String>) message);
    } else {
      next.proceed();
    }
  }
}
