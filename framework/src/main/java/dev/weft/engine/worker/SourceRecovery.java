package dev.weft.engine.worker;

import dev.weft.TransportException;
import dev.weft.engine.Backoff;
import dev.weft.engine.UserCode;
import dev.weft.engine.flow.Gate;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Failure;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a worker wait after its source failed, longer with each failure in a row, before it opens
 * another one. On the worker's thread.
 */
final class SourceRecovery {

  private static final Logger log = LoggerFactory.getLogger(SourceRecovery.class);

  private final ConsumerSpec consumer;
  private final Gate gate;
  private final WorkerLife life;
  private final WorkerIncidents incidents;
  private final Backoff backoff;

  SourceRecovery(ConsumerSpec consumer, Gate gate, WorkerLife life, WorkerIncidents incidents) {
    this.consumer = consumer;
    this.gate = gate;
    this.life = life;
    this.incidents = incidents;
    this.backoff = new Backoff(gate.machine());
  }

  /** Whether it is in vain to open the source again. */
  static boolean isLasting(Throwable failure) {
    return !(failure instanceof TransportException transport) || transport.isLasting();
  }

  /** The source has answered, which is the end of a row of failures. */
  void answered() {
    if (life.answered()) {
      backoff.reset();
    }
  }

  /**
   * Tells of a failure and waits, until it is time for the next try or the worker is stopped.
   *
   * @throws InterruptedException if the worker is stopped, and its thread was interrupted
   */
  void await(Throwable thrown) throws InterruptedException {
    Duration pause = backoff.next();
    Failure failure = Failure.of(thrown);
    life.failed(failure.text());
    UserCode.run( // a logger's appender or an observer may throw, and the worker goes on
        () ->
            incidents.reopening(
                consumer.stream() + "/" + consumer.name(),
                pause,
                failure.is(TransportException.class) ? failure.text() : failure.stack()));
    try {
      if (gate.awaitStop(pause)) {
        log.debug("{}: stopped while waiting to try again", consumer.name());
      }
    } catch (InterruptedException e) {
      if (gate.isStopped()) {
        throw e;
      }
      log.debug("{}: interrupted while waiting, but not by a stop", consumer.name());
    }
  }
}
