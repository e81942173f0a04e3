package dev.weft.engine.worker;

import dev.weft.ReceiveMode;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.deadletter.ParkedKeys;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.retry.RetryStore;
import dev.weft.engine.source.ConsumerCreation;
import dev.weft.engine.source.MessageMemory;
import dev.weft.engine.source.PrefetchingSource;
import dev.weft.transport.Presence;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a worker's source; creates the stream and the consumer anew if they were deleted. */
final class SourceOpener {

  private static final Logger log = LoggerFactory.getLogger(SourceOpener.class);

  private final WorkerSpec<?> spec;
  private final Gate gate;
  private final Transport transport;
  private final RetryStore retryStore;
  private final Observer observer;
  private final Runnable restore;

  /**
   * An opener that has opened nothing yet.
   *
   * @param gate asked before a message begins that had to wait for its turn
   * @param retryStore joined to what is opened
   * @param restore puts back the stream if that is gone
   */
  SourceOpener(
      WorkerSpec<?> spec,
      Gate gate,
      Transport transport,
      RetryStore retryStore,
      Observer observer,
      Runnable restore) {
    this.spec = spec;
    this.gate = gate;
    this.transport = transport;
    this.retryStore = retryStore;
    this.observer = observer;
    this.restore = restore;
  }

  /**
   * Puts back what is missing. The runtime has seen it all at the start, so it was deleted since.
   */
  void mend() {
    restore.run();
    if (transport.inspect(spec.consumer()) instanceof Presence.Absent) {
      ConsumerCreation.create(transport, spec.consumer(), spec.slots());
      log.warn(
          "handler {}: consumer {}/{} was gone, and is created anew; it starts where its"
              + " deliver_policy says",
          spec.name(),
          spec.consumer().stream(),
          spec.consumer().name());
    }
  }

  /**
   * Opens it.
   *
   * @param memory counts what comes until it is settled
   * @param housekeeper sees that what is joined to it returns
   */
  Source open(Admission pass, MessageMemory.Share memory, Housekeeper housekeeper) {
    // A former worker, or another process, may have parked some.
    spec.giveUp().policy().parkedKeys().ifPresent(ParkedKeys::load);
    IntakeSpec intake = spec.intake();
    boolean isKeyed = spec.flow().key() != null;
    // A trial takes one message: what came ahead of the next would only be handed back. And with
    // keys what comes ahead waits in their mailboxes.
    ReceiveMode mode = pass == Admission.TRIAL || isKeyed ? ReceiveMode.PULL : intake.mode();
    boolean prefetches =
        mode == ReceiveMode.PULL && pass != Admission.TRIAL && !isKeyed && intake.pullBatch() > 1;
    Source taken = transport.open(spec.consumer(), mode);
    if (isKeyed) {
      taken.askBriefly();
    }
    // Below the meter: what is held ahead must not keep the worker from taking it. It is bounded by
    // the window, as with push.
    Source open =
        memory.meter(prefetches ? new PrefetchingSource(taken, intake.pullBatch()) : taken);
    boolean isWhole = false;
    try {
      open = retryStore.with(open, mode, memory, spec.id(), observer, housekeeper);
      // With keys messages wait for their turns in their mailboxes.
      Source source = isKeyed ? open : spec.flow().throttle().over(open, gate);
      isWhole = true;
      return source;
    } finally {
      if (!isWhole) { // no memory for a thread, say: the next try opens another one
        open.close();
      }
    }
  }
}
