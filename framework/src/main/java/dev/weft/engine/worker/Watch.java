package dev.weft.engine.worker;

import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.dispatch.Dispatch;
import dev.weft.engine.retry.RetryStore;
import java.time.Duration;

/**
 * The chores of a worker, for its whole life: what it holds is kept alive, its time limits are
 * looked at, and so are its consumer and its retries. Any thread may call it.
 */
final class Watch implements AutoCloseable {

  private static final Duration RETRIES_LOOK = Duration.ofSeconds(10);

  private final Holdings holdings;
  private final ConsumerLook consumerLook;
  private final Housekeeper.Chore looks;
  private final Housekeeper.Chore retriesLooks;

  Watch(
      String handler,
      Dispatch dispatch,
      TimeLimits limits,
      RetryStore retryStore,
      Housekeeper housekeeper) {
    this.holdings = new Holdings(dispatch);
    this.consumerLook = new ConsumerLook(handler, holdings::changes, holdings, housekeeper);
    this.looks = housekeeper.every(limits.interval(), limits::look);
    this.retriesLooks = housekeeper.every(RETRIES_LOOK, retryStore::look);
  }

  /** Keeps alive what this loop has received too, from now on. */
  void over(ReceiveLoop loop) {
    holdings.over(loop);
    consumerLook.follow();
  }

  @Override
  public void close() {
    looks.close();
    retriesLooks.close();
    consumerLook.close();
  }
}
