package dev.weft.engine.source;

import dev.weft.engine.HandBack;
import dev.weft.engine.clock.Extensions;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingSource;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A source that is asked for several messages at once, and gives them as they are wanted. What is
 * held meanwhile is kept alive, and handed back when it is closed.
 */
public final class PrefetchingSource extends ForwardingSource {

  private final int batch;
  private final Queue<Delivery> held = new ConcurrentLinkedQueue<>(); // kept alive without a lock
  private volatile boolean closed;

  /**
   * A source over another one, which it closes with itself.
   *
   * @param batch for how many it asks at once, unless more are wanted
   */
  public PrefetchingSource(Source source, int batch) {
    super(source);
    this.batch = batch;
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    if (closed) {
      return List.of();
    }
    List<Delivery> here = taken(demand);
    if (!here.isEmpty()) {
      return here;
    }
    List<Delivery> come = super.next(Math.max(demand, batch), wait);
    if (come.size() <= demand) {
      return come;
    }
    held.addAll(come.subList(demand, come.size()));
    if (closed) { // while these came, by another thread
      HandBack.drain(held);
    }
    return come.subList(0, demand);
  }

  private List<Delivery> taken(int most) {
    Delivery first = held.poll();
    if (first == null || most == 1) {
      return first == null ? List.of() : List.of(first);
    }
    var taken = new ArrayList<Delivery>(most);
    for (Delivery next = first; next != null; next = taken.size() < most ? held.poll() : null) {
      taken.add(next);
    }
    return taken;
  }

  @Override
  public void extend() {
    var each = new Extensions();
    held.forEach(each::extend);
    each.extend(source());
    each.throwFirst();
  }

  @Override
  public void close() {
    closed = true;
    try {
      super.close(); // first, or an open pull could have what is handed back
    } finally {
      HandBack.drain(held);
    }
  }
}
