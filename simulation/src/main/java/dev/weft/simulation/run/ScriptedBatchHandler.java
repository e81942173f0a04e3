package dev.weft.simulation.run;

import dev.weft.BatchHandler;
import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.simulation.history.End;
import dev.weft.simulation.run.Script.Turn;
import dev.weft.simulation.scenario.Act;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A handler of batches that does with each message what its scenario says, one after the other; the
 * first that throws ends the call.
 */
public final class ScriptedBatchHandler implements BatchHandler<String> {

  private final Script script;
  private final Finish finish;

  ScriptedBatchHandler(Script script, Finish finish) {
    this.script = script;
    this.finish = finish;
  }

  @Override
  public void handle(List<Message<String>> messages) throws Exception {
    List<Turn> turns = messages.stream().map(script::begin).toList();
    var settled = new HashMap<Turn, End>();
    End others = End.FAILED;
    Act.Kind present = Act.Kind.RETURN;
    try {
      for (Turn turn : turns) {
        present = turn.act().kind();
        script.work(turn);
        End end = finish.of(turn);
        if (end != End.RETURNED || finish.isManual()) {
          settled.put(turn, end);
        }
      }
      others = End.RETURNED;
    } catch (InterruptedException e) {
      others = present == Act.Kind.INTERRUPTED ? End.FAILED : End.INTERRUPTED;
      throw e;
    } catch (RejectException e) {
      others = End.REJECTED;
      throw e;
    } finally {
      if (others != End.RETURNED) { // what the call throws is its word on all that is not settled
        settled.values().removeIf(end -> end == End.UNSETTLED || end == End.FORGOTTEN);
      }
      tell(turns, settled, others);
    }
  }

  private void tell(List<Turn> turns, Map<Turn, End> settled, End others) {
    for (Turn turn : turns) {
      script.end(turn.step(), settled.getOrDefault(turn, others));
    }
  }
}
