package dev.weft.memory;

import dev.weft.contract.TransportContract;
import dev.weft.transport.Transport;

/** The contract, kept by the memory transport on the machine's time. */
final class MemoryTransportTest extends TransportContract {

  @Override
  protected Transport transport() {
    return new MemoryTransport();
  }
}
