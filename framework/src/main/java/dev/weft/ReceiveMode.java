package dev.weft;

/** How far ahead of demand messages are received. Both modes use pull consumers. */
public enum ReceiveMode {

  /** Messages come ahead of demand, in a window that sizes itself by the handler's speed. */
  PUSH,

  /** No more is received than can be handled now. */
  PULL
}
