package dev.weft.engine.worker;

import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.LogContext;
import dev.weft.engine.Observer;
import dev.weft.engine.Threads;
import dev.weft.transport.Delivery;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the observer of what takes too long in one worker. */
final class WorkerIncidents {

  private static final Logger log = LoggerFactory.getLogger(WorkerIncidents.class);

  private final HandlerId handler;
  private final Observer observer;

  WorkerIncidents(HandlerId handler, Observer observer) {
    this.handler = handler;
    this.observer = observer;
  }

  /**
   * The handler's time is up, and it is interrupted.
   *
   * @param at where it was
   */
  void overdue(Delivery delivery, Duration limit, StackTraceElement[] at) {
    about(
        delivery,
        () ->
            log.warn(
                "handler {}: {} {}: still at work after its time limit of {}; interrupting it",
                handler.name(),
                delivery.subject(),
                LogContext.place(delivery),
                SettingText.of(limit),
                Threads.stack("where the handler is", at)));
    observer.happened(handler, Incident.OVERDUE);
  }

  /** The handler ignores its interrupt, and its thread is abandoned. */
  void stuck(Delivery delivery, Thread thread) {
    about(
        delivery,
        () ->
            log.warn(
                "handler {}: {} {}: does not end when it is interrupted; its thread {} is"
                    + " abandoned, and another takes its place",
                handler.name(),
                delivery.subject(),
                LogContext.place(delivery),
                thread.getName(),
                Threads.stack("where the handler is stuck", thread.getStackTrace())));
    observer.happened(handler, Incident.STUCK);
  }

  /** The source has not returned for so long, and the thread that waits for it is abandoned. */
  void stalled(Thread thread, String problem) {
    log.warn(
        "handler {}: {}; its thread {} is abandoned, and another takes its place",
        handler.name(),
        problem,
        thread.getName(),
        Threads.stack("where it waits", thread.getStackTrace()));
    observer.happened(handler, Incident.STALLED);
  }

  /** The source failed, and is opened anew after the pause. */
  void reopening(String source, Duration pause, String failure) {
    observer.happened(handler, Incident.REOPENED);
    log.warn(
        "handler {}: cannot take from {}, next try in {}: {}",
        handler.name(),
        source,
        SettingText.rounded(pause),
        failure);
  }

  private void about(Delivery delivery, Runnable task) {
    @Nullable Map<String, String> before = LogContext.put(handler, delivery);
    try {
      task.run();
    } finally {
      LogContext.restore(before);
    }
  }
}
