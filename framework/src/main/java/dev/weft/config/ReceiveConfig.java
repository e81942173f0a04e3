package dev.weft.config;

import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import dev.weft.engine.source.MessageMemory;
import dev.weft.jetstream.transport.JetStreamTransport;

/**
 * How many bytes of messages a process receives before it has handled those that came.
 *
 * @param window how many all handlers together may have asked NATS for and not read
 * @param memory how many they may hold together, received and not settled
 */
public record ReceiveConfig(long window, long memory) {

  private static final Kind<Long> BYTES =
      Kinds.SIZE.where(bytes -> bytes >= 1 << 20, "expected at least 1MiB");

  static ReceiveConfig read(Section receive) {
    return new ReceiveConfig(
        receive.find("window", BYTES).orElseGet(JetStreamTransport::defaultReceiveBytes),
        receive.find("memory", BYTES).orElseGet(MessageMemory::defaultBytes));
  }
}
