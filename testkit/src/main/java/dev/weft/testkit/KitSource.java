package dev.weft.testkit;

import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingSource;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A source whose waiting is known to the kit. */
final class KitSource extends ForwardingSource {

  private final @Nullable String handler;
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
    super(inner);
    this.handler = handler;
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
          List<Delivery> found = source().next(demand, Duration.ZERO);
          if (!found.isEmpty()) {
            activity.stopAfter(ackWait());
          }
          return found.stream().map(wrap).toList();
        });
  }

  @Override
  public void wake() {
    activity.wake(this); // it waits there, and not in the source below
  }

  @Override
  public void close() {
    activity.closed(this);
    super.close();
  }
}
