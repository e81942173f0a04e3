package dev.weft.transport;

import java.time.Duration;
import java.util.List;

/** A source over another one, to which it passes on each call that a subclass does not override. */
public abstract class ForwardingSource implements Source {

  private final Source source;

  /** Over a source that is closed with this one. */
  protected ForwardingSource(Source source) {
    this.source = source;
  }

  /** The source below. */
  protected final Source source() {
    return source;
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    return source.next(demand, wait);
  }

  @Override
  public void wake() {
    source.wake();
  }

  @Override
  public void askBriefly() {
    source.askBriefly();
  }

  @Override
  public void extend() {
    source.extend();
  }

  @Override
  public long breaks() {
    return source.breaks();
  }

  @Override
  public void pace(long nanos) {
    source.pace(nanos);
  }

  @Override
  public Duration ackWait() {
    return source.ackWait();
  }

  @Override
  public List<String> changes() {
    return source.changes();
  }

  @Override
  public void close() {
    source.close();
  }
}
