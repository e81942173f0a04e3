package dev.weft.engine.worker;

import dev.weft.TransportException;
import dev.weft.engine.clock.AckWaitExtender;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.clock.KeepAlive;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices changes of a worker's consumer while the worker runs, logs them, and has its extender
 * follow: once a second while messages are at work, and once a minute while there are none.
 *
 * <p>The housekeeper has it look.
 */
public final class ConsumerLook implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ConsumerLook.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int IDLE_INTERVALS = 60;

  private final String handler;
  private final Supplier<List<String>> changes;
  private final AckWaitExtender.Held held;
  private final KeepAlive keepAlive;
  private final AckWaitExtender extender;
  private final Housekeeper.Chore looks;
  private int idle;
  private volatile @Nullable Duration seen;

  /**
   * Begins at once.
   *
   * @param handler for the log
   * @param changes asks for them, and returns what was learned since the last call
   * @param held what the worker's extender keeps alive
   */
  ConsumerLook(
      String handler,
      Supplier<List<String>> changes,
      AckWaitExtender.Held held,
      Housekeeper housekeeper) {
    this.handler = handler;
    this.changes = changes;
    this.held = held;
    this.keepAlive = housekeeper.keepAlive();
    this.extender = keepAlive.begin(held);
    this.looks = housekeeper.every(INTERVAL, this::look);
  }

  @Override
  public void close() {
    looks.close();
    extender.close();
  }

  private void look() {
    tellMissed();
    idle = held.isBusy() ? 0 : idle + 1;
    if (idle % IDLE_INTERVALS == 0) {
      tellChanges();
    }
    follow();
  }

  /** Has the extender follow the ack wait, which may be another one now. Any thread may call it. */
  void follow() {
    Duration ackWait = held.ackWait();
    if (!ackWait.equals(seen)) {
      seen = ackWait;
      keepAlive.wake();
    }
  }

  private void tellChanges() {
    try {
      changes.get().forEach(change -> log.warn("handler {}: {}", handler, change));
    } catch (TransportException e) {
      log.debug("handler {}: its consumer cannot be asked for now: {}", handler, Failure.of(e));
    }
  }

  private void tellMissed() {
    AckWaitExtender.Missed missed = extender.takeMissed();
    if (missed == null) {
      return;
    }
    String text = "handler {}: {} could not be kept alive, next try soon: {}";
    Failure failure = Failure.of(missed.first());
    if (failure.is(TransportException.class)) {
      log.debug(text, handler, missed.count(), failure);
    } else {
      log.warn(text, handler, missed.count(), failure);
    }
  }
}
