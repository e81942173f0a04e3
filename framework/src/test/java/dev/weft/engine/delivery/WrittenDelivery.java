package dev.weft.engine.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.testing.DetachedDelivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A delivery of no transport, which writes down what becomes of it. */
final class WrittenDelivery implements DetachedDelivery {

  /** When the stream has stored each of them. */
  static final Instant STORED = Instant.parse("2030-01-31T12:00:00Z");

  private final List<String> written;
  private final int attempt;
  private Headers headers = Headers.empty();
  private byte[] data = "one".getBytes(UTF_8);
  private @Nullable RuntimeException refusal;
  private @Nullable Outcome outcome;

  WrittenDelivery(List<String> written) {
    this(written, 1);
  }

  WrittenDelivery(List<String> written, int attempt) {
    this.written = written;
    this.attempt = attempt;
  }

  WrittenDelivery with(String header, String value) {
    headers = headers.with(header, value);
    return this;
  }

  WrittenDelivery withData(String text) {
    data = text.getBytes(UTF_8);
    return this;
  }

  /** Its data is no text. */
  WrittenDelivery malformed() {
    data = new byte[] {(byte) 0xff};
    return this;
  }

  /** Whoever settles it gets that thrown. */
  WrittenDelivery refuse(RuntimeException failure) {
    refusal = failure;
    return this;
  }

  /** How it was settled last; null if it is not. */
  @Nullable Outcome outcome() {
    return outcome;
  }

  @Override
  public String id() {
    return "m1";
  }

  @Override
  public int attempt() {
    return attempt;
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
    return Optional.of(new StreamPosition("S", 1));
  }

  @Override
  public boolean settle(Outcome outcome) {
    return written("sent ", outcome);
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    return written("confirmed ", outcome);
  }

  private boolean written(String how, Outcome last) {
    outcome = last;
    written.add(how + last.getClass().getSimpleName());
    if (refusal != null) {
      throw refusal;
    }
    return true;
  }

  @Override
  public void extend() {
    written.add("extended");
  }
}
