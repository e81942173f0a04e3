package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives deliveries that were not started back to the server, for whoever asks next. */
public final class HandBack {

  private static final Logger log = LoggerFactory.getLogger(HandBack.class);

  private HandBack() {}

  /**
   * Hands back each of them, in their order, whatever becomes of the others. Throws nothing.
   *
   * @return how many were handed back
   */
  public static int all(List<? extends Delivery> deliveries) {
    int failed = 0;
    @Nullable Delivery first = null;
    @Nullable Throwable why = null;
    for (Delivery delivery : deliveries) {
      try {
        delivery.settle(Outcome.Retry.HANDED_BACK);
      } catch (Throwable thrown) { // the others are to go back all the same
        failed++;
        first = first == null ? delivery : first;
        why = why == null ? thrown : why;
      }
    }
    report(failed, first, why);
    return deliveries.size() - failed;
  }

  /**
   * Hands back, as {@link #all}, what is in the queue, and leaves it empty.
   *
   * @return how many were in it
   */
  public static int drain(Queue<Delivery> queue) {
    var all = new ArrayList<Delivery>();
    for (Delivery next = queue.poll(); next != null; next = queue.poll()) {
      all.add(next);
    }
    all(all);
    return all.size();
  }

  // One line for all of them: a thousand may have failed for the same reason.
  private static void report(int failed, @Nullable Delivery first, @Nullable Throwable why) {
    if (first != null && why != null) {
      UserCode.run( // a delivery's text and a logger's appender may throw too
          () ->
              log.warn(
                  "{} was not handed back, and comes again after its ack wait{}: {}",
                  first,
                  failed == 1 ? "" : " (and " + (failed - 1) + " more like it)",
                  Failure.of(why)));
    }
  }
}
