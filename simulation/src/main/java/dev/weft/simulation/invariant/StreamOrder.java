package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.scenario.HandlerShape;
import java.util.ArrayList;
import java.util.List;

/**
 * A handler that handles one message at a time begins first attempts in the order of the stream,
 * where nothing goes wrong but in handlers, and in one process.
 */
final class StreamOrder implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (!run.scenario().isCalm() || run.scenario().replicas() > 1) {
      return broken;
    }
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      if (handler.isSerial()) {
        check(run, handler, broken);
      }
    }
    return broken;
  }

  private static void check(Evidence run, HandlerShape handler, List<String> broken) {
    long last = 0;
    for (Call call : run.calls(handler)) {
      long sequence = run.sequence(call.message());
      if (call.begun().attempt() == 1 && call.number() == 1 && sequence > 0) {
        if (sequence < last) {
          broken.add(call + ": sequence " + sequence + " began after sequence " + last);
        }
        last = sequence;
      }
    }
  }
}
