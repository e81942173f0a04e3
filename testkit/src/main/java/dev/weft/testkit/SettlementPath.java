package dev.weft.testkit;

import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;

/** The way of settlements to the stream. Called under the activity's lock. */
@FunctionalInterface
interface SettlementPath {

  /** The plain way. */
  SettlementPath DIRECT = Delivery::settle;

  /** Brings a settlement to the stream: now, later or never. */
  void send(Delivery delivery, Outcome outcome);
}
