package dev.weft.engine.retry;

import dev.weft.TransportException;
import dev.weft.engine.Backoff;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.engine.Threads;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.source.WatchedSource;
import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Source;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that fetches a handler's due retries, from one source after the other, until it is
 * closed; or abandoned, since its source does not return, and replaced.
 */
final class RetryFetcher implements Threads.Lasting {

  private static final Logger log = LoggerFactory.getLogger(RetryFetcher.class);

  static final Duration WAIT = Duration.ofSeconds(1);

  /** Who wants what is fetched. Called on the fetching thread. */
  interface Receiver {

    /** Waits until some are wanted; how many. */
    int awaitRoom() throws InterruptedException;

    /** These have come, or none in time. */
    void take(List<Delivery> deliveries);
  }

  private final Supplier<Source> opening;
  private final Receiver receiver;
  private final HandlerId handler;
  private final String from;
  private final Observer observer;
  private final Machine machine;
  private final Backoff backoff;
  private final Thread thread;
  private volatile @Nullable WatchedSource source;
  private volatile boolean ended;

  /**
   * Nothing happens before {@link #start}.
   *
   * @param opening opens their source; may block, and fail
   * @param from names their consumer
   */
  RetryFetcher(
      Supplier<Source> opening,
      Receiver receiver,
      HandlerId handler,
      String from,
      Observer observer,
      Machine machine) {
    this.opening = opening;
    this.receiver = receiver;
    this.handler = handler;
    this.from = from;
    this.observer = observer;
    this.machine = machine;
    this.backoff = new Backoff(machine);
    this.thread =
        Threads.virtual(
            machine,
            "weft-" + handler.name() + "-retries",
            () -> Threads.lasting(machine, this).run());
  }

  void start() {
    thread.start();
  }

  /** The source that is open now. */
  @Nullable Source source() {
    return source;
  }

  /** Ends whatever it waits for, and loses no delivery; to be called once, and returns at once. */
  void close() {
    ended = true;
    thread.interrupt();
  }

  /** Waits until it has ended; false if it has not in time. */
  boolean join(Duration longest) throws InterruptedException {
    return machine.join(thread, longest.toNanos());
  }

  /**
   * Abandons the thread if its source has not returned for too long. To be called by one thread,
   * once a second.
   *
   * @param housekeeper starts what closes that source
   * @param abandoned called then: another fetcher has to take this one's place
   */
  void look(Housekeeper housekeeper, Runnable abandoned) {
    WatchedSource open = source;
    if (open != null) {
      open.look(
          stuck -> {
            ended = true;
            try {
              tell(stuck);
            } finally {
              // It may not return from that either.
              housekeeper.start("weft-close-stuck-source", open::close);
              abandoned.run();
            }
          });
    }
  }

  private void tell(Thread stuck) {
    log.warn(
        "handler {}: the source of its retries that are due, {}, has not returned for {} s; its"
            + " thread {} is abandoned, and another takes its place",
        handler.name(),
        from,
        WatchedSource.STALL.toSeconds(),
        stuck.getName(),
        Threads.stack("where it waits", stuck.getStackTrace()));
    observer.happened(handler, Incident.STALLED);
  }

  /** Serves one source, until it fails. */
  @Override
  public void run() {
    try (WatchedSource opened = new WatchedSource(machine, opening.get(), WatchedSource.STALL)) {
      source = opened;
      fetch(opened);
    } catch (InterruptedException e) {
      log.debug("handler {}: its retries are closed", handler.name());
    } catch (WatchedSource.AbandonedException e) {
      log.debug("the thread that was abandoned ends", e);
    } catch (RuntimeException | Error e) {
      if (!ended) {
        recover(Failure.of(e));
      }
    } finally {
      source = null;
    }
  }

  @Override
  public boolean isWanted() {
    return !ended;
  }

  @Override
  public void failed(Failure failure) {
    // The log has it by now, and it is begun again.
  }

  private void fetch(WatchedSource open) throws InterruptedException {
    while (!ended) {
      int room = receiver.awaitRoom();
      if (room > 0) {
        List<Delivery> deliveries = open.next(room, WAIT);
        backoff.reset();
        receiver.take(deliveries);
      }
    }
  }

  private void recover(Failure failure) {
    Duration pause = backoff.next();
    observer.happened(handler, Incident.REOPENED);
    log.warn(
        "handler {}: cannot take the retries that are due from {}, next try in {}: {}",
        handler.name(),
        from,
        SettingText.rounded(pause),
        failure.is(TransportException.class) ? failure.text() : failure.stack());
    machine.parkNanos(this, pause.toNanos());
  }
}
