package dev.weft.testkit;

import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A source whose waiting is known to the kit. */
final class KitSource implements Source {

  private final @Nullable String handler;
  private final Source inner;
  private final Function<Delivery, KitDelivery> wrap;
  private final Activity activity;

  /**
   * A source that is open.
   *
   * @param handler whom it feeds; null if it is the runtime's own
   */
  KitSource(
      @Nullable String handler,
      Source inner,
      Function<Delivery, KitDelivery> wrap,
      Activity activity) {
    this.handler = handler;
    this.inner = inner;
    this.wrap = wrap;
    this.activity = activity;
    activity.opened(this);
  }

  @Nullable String handler() {
    return handler;
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    return activity.look(
        this,
        wait,
        () -> {
          List<Delivery> found = inner.next(demand, Duration.ZERO);
          if (!found.isEmpty()) {
            activity.stopAfter(ackWait());
          }
          return found.stream().map(wrap).toList();
        });
  }

  @Override
  public long breaks() {
    return inner.breaks();
  }

  @Override
  public void pace(long nanos) {
    inner.pace(nanos);
  }

  @Override
  public void extend() {
    inner.extend();
  }

  @Override
  public List<String> changes() {
    return inner.changes();
  }

  @Override
  public Duration ackWait() {
    return inner.ackWait();
  }

  @Override
  public void close() {
    activity.closed(this);
    inner.close();
  }
}
