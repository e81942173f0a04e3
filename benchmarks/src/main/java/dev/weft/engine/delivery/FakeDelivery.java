package dev.weft.engine.delivery;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.testing.DetachedDelivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.Optional;

/** A delivery that comes from nowhere and is settled to nowhere. */
final class FakeDelivery implements DetachedDelivery {

  private static final Instant STORED = Instant.ofEpochSecond(1_700_000_000);

  private final String subject;
  private final byte[] data;
  private final Headers headers;
  private final long sequence;
  private boolean settled;
  private int extensions;

  FakeDelivery(String subject, byte[] data, Headers headers, long sequence) {
    this.subject = subject;
    this.data = data;
    this.headers = headers;
    this.sequence = sequence;
  }

  boolean isSettled() {
    return settled;
  }

  int extensions() {
    return extensions;
  }

  @Override
  public String subject() {
    return subject;
  }

  @Override
  public String id() {
    return "S/" + sequence;
  }

  @Override
  public Instant timestamp() {
    return STORED;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public byte[] data() {
    return data;
  }

  @Override
  public Optional<StreamPosition> position() {
    return Optional.of(new StreamPosition("S", sequence));
  }

  @Override
  public boolean settle(Outcome outcome) {
    boolean first = !settled;
    settled = true;
    return first;
  }

  @Override
  public void extend() {
    extensions++;
  }
}
