package dev.weft.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.StreamPosition;
import dev.weft.testing.DetachedDelivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A delivery of no transport, which counts how often it is settled. */
public final class CountedDelivery implements DetachedDelivery {

  private final long sequence;
  private final int attempt;
  private final Instant stored;
  private final AtomicInteger settlements = new AtomicInteger();

  public CountedDelivery(long sequence) {
    this(sequence, 1);
  }

  public CountedDelivery(long sequence, int attempt) {
    this(sequence, attempt, Instant.EPOCH);
  }

  public CountedDelivery(long sequence, int attempt, Instant stored) {
    this.sequence = sequence;
    this.attempt = attempt;
    this.stored = stored;
  }

  public int settlements() {
    return settlements.get();
  }

  @Override
  public boolean settle(Outcome outcome) {
    LockSupport.parkNanos(10_000); // it takes a moment to be sent
    return settlements.incrementAndGet() == 1;
  }

  @Override
  public String id() {
    return "m" + sequence;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public Instant timestamp() {
    return stored;
  }

  @Override
  public byte[] data() {
    return id().getBytes(UTF_8);
  }

  @Override
  public Optional<StreamPosition> position() {
    return Optional.of(new StreamPosition("S", sequence));
  }

  @Override
  public void extend() {}

  @Override
  public String toString() {
    return id();
  }
}
