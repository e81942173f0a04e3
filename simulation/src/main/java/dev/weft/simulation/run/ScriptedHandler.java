package dev.weft.simulation.run;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.simulation.history.End;
import dev.weft.simulation.run.Script.Turn;
import dev.weft.simulation.scenario.Act;

/** A handler that does with each message what its scenario says. */
public final class ScriptedHandler implements Handler<String> {

  private final Script script;
  private final Finish finish;

  ScriptedHandler(Script script, Finish finish) {
    this.script = script;
    this.finish = finish;
  }

  @Override
  public void handle(Message<String> message) throws Exception {
    Turn turn = script.begin(message);
    End end = End.FAILED;
    try {
      script.work(turn);
      end = finish.of(turn);
    } catch (InterruptedException e) {
      end = turn.act().kind() == Act.Kind.INTERRUPTED ? End.FAILED : End.INTERRUPTED;
      throw e;
    } catch (RejectException e) {
      end = End.REJECTED;
      throw e;
    } finally {
      script.end(turn.step(), end);
    }
  }
}
