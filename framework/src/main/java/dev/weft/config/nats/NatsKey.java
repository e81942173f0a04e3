package dev.weft.config.nats;

import dev.weft.config.hocon.Kind;
import java.util.Map;

/** What stands at one of NATS's own keys. */
public sealed interface NatsKey {

  /** A value. */
  record Value(Kind<?> kind) implements NatsKey {}

  /** A list of values. */
  record Values(Kind<?> kind) implements NatsKey {}

  /** A block of further keys. */
  record Block(Map<String, NatsKey> keys) implements NatsKey {}

  /** A list of blocks. */
  record Blocks(Map<String, NatsKey> keys) implements NatsKey {}

  /** A block of strings under keys of the user's choice. */
  record Labels() implements NatsKey {}

  /** Nothing: NATS knows the key, but with Weft it cannot be set. */
  record Refused(String why) implements NatsKey {}
}
