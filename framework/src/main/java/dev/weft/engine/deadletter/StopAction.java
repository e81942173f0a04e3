package dev.weft.engine.deadletter;

import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.LogContext;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Halts the worker, then hands the message back: it is the next one after a resume. */
public record StopAction(HandlerId handler, Brake brake, Observer observer)
    implements ExhaustedAction {

  private static final Logger log = LoggerFactory.getLogger(StopAction.class);

  /** Halts a worker. */
  public interface Brake {

    /**
     * Has the worker take nothing more, not even what is handed back now. May block for a bounded
     * time.
     *
     * @return false if it is halted already
     */
    boolean pull(String why);
  }

  @Override
  public Resolution end(Delivery delivery, Outcome.Reject reject) {
    String where = LogContext.place(delivery);
    String what = where + " (" + delivery.subject() + ") is exhausted: " + reject.reason();
    if (brake.pull("stopped because " + what + "; mend the cause, then resume it or restart")) {
      log.error(
          "handler {}: stopped because {}; it takes nothing more; mend the cause, then resume it"
              + " or restart{}",
          handler.name(),
          what,
          reject.cause() == null ? "" : "\n" + reject.cause().stack());
      observer.happened(handler, Incident.STOPPED);
    } else {
      log.warn("handler {}: {}; it is stopped already", handler.name(), what);
    }
    var back = new Outcome.Retry(Duration.ZERO, reject.reason(), reject.cause());
    return new Resolution(back, back, true);
  }
}
