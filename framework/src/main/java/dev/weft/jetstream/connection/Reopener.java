package dev.weft.jetstream.connection;

import dev.weft.engine.Threads;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a new connection in place of one that jnats has closed for good, however long it takes. */
final class Reopener implements Threads.Lasting {

  private static final Logger log = LoggerFactory.getLogger(Reopener.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration REMINDER = Duration.ofMinutes(1);

  private final ConnectionSettings settings;
  private final LinkLife life;
  private final Consumer<OpenedConnection> adopt;

  /**
   * Runs until there is a connection, or the link is closed.
   *
   * @param adopt is given the new connection
   */
  Reopener(ConnectionSettings settings, LinkLife life, Consumer<OpenedConnection> adopt) {
    this.settings = settings;
    this.life = life;
    this.adopt = adopt;
  }

  @Override
  public void run() {
    log.warn(
        "NATS: the client has closed its connection to {} for good{}; opening a new one",
        settings.shownServers(),
        life.last().reason());
    Duration pause = FIRST_PAUSE;
    long remindedAt = System.nanoTime();
    for (int round = 0; !life.isClosed(); round++) {
      try {
        adopt.accept(NatsConnections.again(settings, round));
        return;
      } catch (RuntimeException e) { // of any kind: the next try may succeed
        String why = String.valueOf(e.getMessage());
        life.refused(why);
        log.debug("NATS: no new connection yet", e);
        if (System.nanoTime() - remindedAt >= REMINDER.toNanos()) {
          remindedAt = System.nanoTime();
          log.warn("NATS: still no connection: {}; trying again", why);
        }
      }
      if (!hasSlept(pause)) {
        return;
      }
      pause = doubled(pause);
    }
  }

  @Override
  public boolean isWanted() {
    return life.isReopenedBy(Thread.currentThread());
  }

  @Override
  public void failed(Failure failure) {
    life.refused(failure.describe());
  }

  private static Duration doubled(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  // Half of it is jitter: a whole fleet may have been turned away at once.
  private boolean hasSlept(Duration pause) {
    long millis = pause.toMillis();
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
      return true;
    } catch (InterruptedException e) {
      return !life.isClosed(); // only the link's close() interrupts
    }
  }
}
