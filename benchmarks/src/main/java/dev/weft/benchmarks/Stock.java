package dev.weft.benchmarks;

import io.nats.client.api.StorageType;

/**
 * What is in the stream that a case works on.
 *
 * @param storage where the server keeps it
 * @param bytes how long a message is
 * @param filled whether messages wait in it; otherwise it is emptied before each run
 * @param traced whether they carry a trace context and an id, as what Weft publishes does
 * @param pace how many messages a second are published into it during a run; 0 for none
 */
record Stock(StorageType storage, int bytes, boolean filled, boolean traced, int pace) {

  static Stock filled(StorageType storage, int bytes) {
    return new Stock(storage, bytes, true, false, 0);
  }

  static Stock traced(int bytes) {
    return new Stock(StorageType.Memory, bytes, true, true, 0);
  }

  static Stock empty(int bytes) {
    return new Stock(StorageType.Memory, bytes, false, false, 0);
  }

  static Stock paced(int bytes, int pace) {
    return new Stock(StorageType.Memory, bytes, false, false, pace);
  }
}
