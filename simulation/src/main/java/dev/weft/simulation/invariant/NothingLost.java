package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Post;
import java.util.ArrayList;
import java.util.List;

/** Each stored message is handled to an end by each handler, or is a dead letter. */
final class NothingLost implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      for (Post post : run.kept()) {
        boolean handled = run.calls(handler, post).stream().anyMatch(Call::succeeded);
        if (!handled
            && !isAckedByHand(run, handler, post)
            && !DeadLetters.has(run, handler, post)) {
          broken.add(
              "message %d: expected to be handled by %s or to be its dead letter, and is neither"
                  .formatted(post.number(), handler.name()));
        }
      }
    }
    return broken;
  }

  // In a call that never ended: that of a batch which hangs over another message, or of a process
  // that died while it waited for the server's word. By hand a message may be acknowledged although
  // the call of its batch failed, if that is what the handler does with it.
  private static boolean isAckedByHand(Evidence run, HandlerShape handler, Post post) {
    boolean mayBe =
        run.calls(handler, post).stream()
            .anyMatch(
                call ->
                    run.act(call).kind().succeeds()
                        && (call.end().isEmpty() || handler.delivering().manual()));
    return mayBe
        && run.events(handler, post.number()).stream().anyMatch(entry -> isAck(entry.what()));
  }

  private static boolean isAck(Happening what) {
    return (what instanceof Happening.Settled settled && settled.verdict() == Verdict.ACK)
        || (what instanceof Happening.Arrived arrived && arrived.verdict() == Verdict.ACK);
  }
}
