package dev.weft.engine.worker;

import dev.weft.engine.clock.AckWaitExtender;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.dispatch.Dispatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * All that a worker holds and has not settled: what is in flight, what waits for its start, and
 * what the present loop has received. Any thread may call any method; none blocks.
 */
final class Holdings implements AckWaitExtender.Held {

  /** As long as nothing was received, how often it is kept alive does not matter. */
  private static final Duration NOTHING_HELD = Duration.ofSeconds(30);

  private final Dispatch dispatch;
  private volatile @Nullable ReceiveLoop loop;

  /** What a dispatch holds; no loop serves yet. */
  Holdings(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  /** This loop serves from now on. */
  void over(ReceiveLoop serving) {
    loop = serving;
  }

  @Override
  public Duration ackWait() {
    ReceiveLoop serving = loop;
    return serving == null ? NOTHING_HELD : serving.ackWait();
  }

  @Override
  public boolean isBusy() {
    var busy = new AtomicBoolean();
    dispatch.eachActive(work -> busy.set(true));
    return busy.get();
  }

  @Override
  public void extend(Extensions each) {
    dispatch.extend(each);
    ReceiveLoop serving = loop;
    if (serving != null) {
      serving.extend(each);
    }
  }

  /** As {@link dev.weft.transport.Source#changes}. */
  List<String> changes() {
    ReceiveLoop serving = loop;
    return serving == null ? List.of() : serving.changes();
  }
}
