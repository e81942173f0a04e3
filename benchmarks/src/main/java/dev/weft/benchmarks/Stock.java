package dev.weft.benchmarks;

import io.nats.client.api.StorageType;

/**
 * What is in the stream that a case works on.
 *
 * @param storage where the server keeps it
 * @param bytes how long a message is
 * @param filled whether messages wait in it; otherwise it is emptied before each run
 * @param traced whether they carry a trace context and an id, as what Weft publishes does
 */
record Stock(StorageType storage, int bytes, boolean filled, boolean traced) {

  static Stock filled(StorageType storage, int bytes) {
    return new Stock(storage, bytes, true, false);
  }

  static Stock traced(int bytes) {
    return new Stock(StorageType.Memory, bytes, true, true);
  }

  static Stock empty(int bytes) {
    return new Stock(StorageType.Memory, bytes, false, false);
  }
}
