package dev.weft.engine;

import dev.weft.transport.Delivery;

/** Tells which key a delivery belongs to. Called by the worker's thread; must not block. */
@FunctionalInterface
public interface KeyOf {

  /** The key; those without one share the empty one. */
  String key(Delivery delivery);
}
