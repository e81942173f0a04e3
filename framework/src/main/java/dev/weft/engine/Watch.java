package dev.weft.engine;

import dev.weft.transport.Source;
import dev.weft.transport.TransportException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over all that a worker holds, by the housekeeper's clock: keeps it alive, and sees that
 * no handler takes for ever. Any thread may call it.
 */
final class Watch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private static final int BEATS_PER_ACK_WAIT = 3;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration RETRIES_LOOK = Duration.ofSeconds(10);

  /** How long an interrupted handler may take to end before its thread is given up. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final WorkerSpec<?> spec;
  private final Dispatch dispatch;
  private final Handling handling;
  private final Settler settler;
  private final Housekeeper housekeeper;
  private final Housekeeper.Chore looks;
  private final Housekeeper.Chore retriesLooks;
  private volatile @Nullable Source ahead;
  private volatile Housekeeper.@Nullable Chore beats;

  Watch(
      WorkerSpec<?> spec,
      Dispatch dispatch,
      Handling handling,
      Settler settler,
      LongRetries longRetries,
      Housekeeper housekeeper) {
    this.spec = spec;
    this.dispatch = dispatch;
    this.handling = handling;
    this.settler = settler;
    this.housekeeper = housekeeper;
    Duration interval = spec.timeout().compareTo(LOOK) < 0 ? spec.timeout() : LOOK;
    this.looks = housekeeper.every(interval, () -> dispatch.eachInWork(this::look));
    this.retriesLooks = housekeeper.every(RETRIES_LOOK, longRetries::look);
  }

  /** Keeps alive what this source has received ahead too, from now on, at its ack wait's pace. */
  void over(Source source) {
    closeBeats();
    ahead = source;
    beats = housekeeper.every(source.ackWait().dividedBy(BEATS_PER_ACK_WAIT), this::beat);
  }

  @Override
  public void close() {
    looks.close();
    retriesLooks.close();
    closeBeats();
  }

  private void closeBeats() {
    Housekeeper.Chore open = beats;
    if (open != null) {
      open.close();
    }
  }

  private void beat() {
    try {
      dispatch.extend();
      Source source = ahead;
      if (source != null) {
        source.extend();
      }
    } catch (TransportException e) {
      log.debug("handler {}: not kept alive, next try soon: {}", spec.name(), e.getMessage());
    }
  }

  /** Looks whether the handler has been at work for too long. */
  private void look(Work work) {
    Duration age = work.limitUsed();
    if (age.compareTo(spec.timeout()) < 0) {
      return;
    }
    if (work.alarm().ring()) {
      settler.overdue(work.delivery(), spec.timeout());
    } else if (work.alarm().isIgnored()
        && age.compareTo(spec.timeout().plus(GRACE)) >= 0
        && work.giveUp()) {
      settler.stuck(work.delivery(), work.thread());
      // Not on the housekeeper's thread, which keeps others' messages alive: settling may wait.
      Threads.start("weft-" + spec.name() + "-replace", () -> replace(work));
    }
  }

  private void replace(Work work) {
    try {
      work.conclude(handling.afterTimeout(work, "stuck"));
    } finally {
      dispatch.replace(work); // its room must not be lost, whatever an observer throws
    }
  }
}
