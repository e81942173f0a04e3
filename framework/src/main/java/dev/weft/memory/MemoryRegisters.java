package dev.weft.memory;

import dev.weft.Headers;
import dev.weft.transport.Registers;
import java.util.Optional;
import java.util.OptionalLong;

/** Documents in the streams of this process. */
final class MemoryRegisters implements Registers {

  private final Streams streams;
  private final Guard guard;

  MemoryRegisters(Streams streams, Guard guard) {
    this.streams = streams;
    this.guard = guard;
  }

  @Override
  public Optional<Entry> read(String stream, String subject) {
    return guard.locked(
        () -> {
          guard.checkOpen("stream " + stream);
          return streams
              .last(stream, subject)
              .map(message -> new Entry(message.sequence(), message.data()));
        });
  }

  @Override
  public OptionalLong replace(String subject, long revision, byte[] data) {
    byte[] own = data.clone();
    return guard.locked(
        () -> {
          guard.checkOpen("publish to " + subject);
          MemoryStream stream = streams.taking(subject);
          long present = stream.last(subject).map(StoredMessage::sequence).orElse(ABSENT);
          return present == revision
              ? OptionalLong.of(stream.store(subject, own, Headers.empty()).position().sequence())
              : OptionalLong.empty();
        });
  }
}
