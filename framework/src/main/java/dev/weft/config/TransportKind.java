package dev.weft.config;

/** Which transport carries the messages. */
public enum TransportKind {

  /** NATS JetStream. */
  NATS,

  /** In this process and gone with it, for tests and demos. */
  MEMORY
}
