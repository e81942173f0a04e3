package dev.weft.transport;

/** How far ahead of demand a source receives. */
public enum Mode {

  /** Messages come ahead of demand, in a window that sizes itself by the handler's speed. */
  PUSH,

  /** Never more is received than {@link Source#next} asked for. */
  PULL
}
